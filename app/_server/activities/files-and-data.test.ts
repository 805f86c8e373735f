import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ActivityContext } from "@dacapo/engine";
import type { Json } from "@dacapo/engine/model";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createActivities } from "./create-activities";
import { failureOf } from "./failure-for-test";
import type { FileRoots } from "./file-roots";
import { surroundingsForTest } from "./surroundings-for-test";

let roots: FileRoots;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "dacapo-data-"));
  roots = { examplesDir: path.resolve("examples"), filesDir: path.join(directory, "files") };
  await mkdir(roots.filesDir);
});
afterAll(() => rm(directory, { recursive: true }));

async function run(name: string, input: unknown): Promise<Json> {
  const found = createActivities(surroundingsForTest(roots)).find(({ info }) => info.name === name);
  if (found === undefined) throw new Error(`There is no activity ${name}.`);
  return JSON.parse(JSON.stringify(await found.run(found.parseInput(input), {} as ActivityContext))) as Json;
}

async function failure(name: string, input: unknown) {
  const { code, message, nonRetriable, details } = await failureOf(run(name, input));
  return { code, message, nonRetriable, details };
}

describe("files", () => {
  test.each([
    ["text", "Grüße\n", 8],
    ["json", { a: [1, null], b: "é" }, undefined],
    ["base64", Buffer.from([0, 255, 10]).toString("base64"), 3],
  ])("what is written as %s is read as it was", async (as, content, bytes) => {
    const file = `files/deep/folder/it.${as}`;
    const written = await run("files.write", { path: file, content, as });
    expect(written).toEqual({ path: file, bytes: bytes ?? expect.any(Number) });
    expect(await run("files.read", { path: file, as })).toMatchObject({ path: file, content });
  });

  test("a file that is there is replaced, or refused if one likes, unless it is the same", async () => {
    const write = (content: string, ifThere: string) => ({ path: "files/once.txt", content, ifThere });
    await run("files.write", write("one", "fail"));
    await run("files.write", write("one", "fail"));
    expect(await failure("files.write", write("two", "fail"))).toMatchObject({
      code: "FileExists",
      nonRetriable: true,
    });
    expect(await readFile(path.join(roots.filesDir, "once.txt"), "utf8")).toBe("one");
    await run("files.write", write("two", "replace"));
    expect(await readFile(path.join(roots.filesDir, "once.txt"), "utf8")).toBe("two");
    expect((await readdir(roots.filesDir)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test.each([
    ["files.read", { path: "files/none.txt" }, "FileNotFound"],
    ["files.read", { path: "files" }, "NotAFile"],
    ["files.read", { path: "files/../x" }, "PathOutside"],
    ["files.read", { path: "/etc/passwd" }, "PathInvalid"],
    ["files.read", { path: "files/latin.txt" }, "NotText"],
    ["files.read", { path: "files/latin.txt", as: "json" }, "NotText"],
    ["files.read", { path: "files/broken.json", as: "json" }, "JsonInvalid"],
    ["files.read", { path: "files/large.bin", as: "base64" }, "FileTooLarge"],
    ["files.write", { path: "examples/a.txt", content: "a" }, "PathReadOnly"],
    ["files.write", { path: "files/../a.txt", content: "a" }, "PathOutside"],
    ["files.write", { path: "files/a.txt", content: { a: 1 } }, "ContentInvalid"],
    ["files.write", { path: "files/a.bin", content: "not base64!", as: "base64" }, "ContentInvalid"],
    ["files.list", { folder: "files/latin.txt" }, "NotAFolder"],
    ["files.list", { folder: "files/none" }, "FileNotFound"],
    ["files.list", { folder: ".." }, "PathInvalid"],
  ])("%s %j: %s", async (name, input, code) => {
    await writeFile(path.join(roots.filesDir, "latin.txt"), Buffer.from("caf\u00e9", "latin1"));
    await writeFile(path.join(roots.filesDir, "broken.json"), '{"a": 1,\n  "b": }');
    await writeFile(path.join(roots.filesDir, "large.bin"), Buffer.alloc(8 * 1024 * 1024 + 1));
    expect(await failure(name, input)).toMatchObject({ code, nonRetriable: true });
  });

  test("a folder is listed by path, without what is hidden and without links", async () => {
    const folder = path.join(roots.filesDir, "listed");
    await mkdir(path.join(folder, "sub"), { recursive: true });
    await writeFile(path.join(folder, "b.txt"), "12345");
    await writeFile(path.join(folder, "sub", "a.txt"), "");
    await writeFile(path.join(folder, ".hidden"), "");
    await symlink("/etc", path.join(folder, "link"));
    expect(await run("files.list", { folder: "files/listed/" })).toEqual([
      {
        path: "files/listed/b.txt",
        name: "b.txt",
        kind: "file",
        bytes: 5,
        modifiedAt: expect.stringMatching(/^20.*Z$/),
      },
      expect.objectContaining({ path: "files/listed/sub", kind: "folder" }),
    ]);
    const deep = (await run("files.list", { folder: "files/listed", deep: true })) as { path: string }[];
    expect(deep.map((each) => each.path)).toEqual(["files/listed/b.txt", "files/listed/sub", "files/listed/sub/a.txt"]);
  });
});

describe("CSV", () => {
  test("rows are objects of their columns", async () => {
    const text = '\uFEFFname,"town, land",n\r\n"O""Hara","Köln\nNRW",01\n\nB,,2.5\n';
    expect(await run("csv.parse", { text })).toEqual([
      { name: 'O"Hara', "town, land": "Köln\nNRW", n: "01" },
      { name: "B", "town, land": "", n: "2.5" },
    ]);
    expect(await run("csv.parse", { text: "a;b\n1;02\n1e3;-0.5", delimiter: ";", numbers: true })).toEqual([
      { a: 1, b: "02" },
      { a: "1e3", b: -0.5 },
    ]);
    expect(await run("csv.parse", { text: "a,b\n1,2", header: false })).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
    expect(await run("csv.parse", { text: "" })).toEqual([]);
  });

  test("a column may have any name", async () => {
    const rows = (await run("csv.parse", { text: "__proto__,constructor\na,b" })) as object[];
    expect(Object.entries(rows[0] ?? {})).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
    ]);
  });

  test.each([
    ["a,b\n1,2\n3", 3, /line 3/],
    ['a,b\n"open,2', 2, /line 2/],
    ["a,a\n1,2", 1, /"a" is there twice/],
  ])("%j is refused with its line", async (text, line, says) => {
    const failed = await failure("csv.parse", { text });
    expect(failed).toMatchObject({ code: "CsvInvalid", nonRetriable: true, details: { line } });
    expect(failed.message).toMatch(says);
  });

  test("what is written is read again", async () => {
    const rows = [
      { a: 'say "hi"', b: "x,y" },
      { a: "two\nlines", c: "é" },
    ];
    const text = await run("csv.print", { rows });
    expect(text).toBe('a,b,c\n"say ""hi""","x,y",\n"two\nlines",,é\n');
    expect(await run("csv.parse", { text })).toEqual([
      { a: 'say "hi"', b: "x,y", c: "" },
      { a: "two\nlines", b: "", c: "é" },
    ]);
  });

  test("columns can be chosen, and values that are no texts are JSON", async () => {
    const rows = [{ a: 1, b: true, c: null, d: { e: [1] } }];
    expect(await run("csv.print", { rows, columns: ["d", "b", "a", "c"], header: false })).toBe(
      '"{""e"":[1]}",true,1,\n',
    );
    expect(await run("csv.print", { rows: [["=1+1", "b"]], escapeFormulas: true, delimiter: ";" })).toBe("'=1+1;b\n");
    expect(await run("csv.print", { rows: [] })).toBe("");
  });
});

describe("JSON", () => {
  test("is read and written", async () => {
    expect(await run("json.parse", { text: ' {"a": [1, null]} ' })).toEqual({ a: [1, null] });
    expect(await run("json.print", { value: { a: [1] } })).toBe('{"a":[1]}');
    expect(await run("json.print", { value: [1], indent: 2 })).toBe("[\n  1\n]");
  });

  test.each([
    ['{"a": 1,\n  "b": }', { line: 2, column: 8 }],
    ["[1, 2", { line: 1, column: 6 }],
    ["", { line: 1, column: 1 }],
    ["[1,]", { line: 1, column: 4 }],
    ["[1 2]", { line: 1, column: 4 }],
    ['{"a" 1}', { line: 1, column: 6 }],
    ['{"a": "un\\q"}', { line: 1, column: 7 }],
    ["{a: 1}", { line: 1, column: 2 }],
    ["[01]", { line: 1, column: 2 }],
    ["true false", { line: 1, column: 6 }],
    ["[}", { line: 1, column: 2 }],
  ])("%j is refused with its place", async (text, details) => {
    expect(await failure("json.parse", { text })).toMatchObject({ code: "JsonInvalid", nonRetriable: true, details });
  });
});

describe("chance", () => {
  test("numbers lie between the two, both included", async () => {
    const seen = new Set<Json>();
    for (let time = 0; time < 200; time++) seen.add(await run("random.number", { min: -1, max: 1 }));
    expect([...seen].sort()).toEqual([-1, 0, 1]);
    expect(await run("random.number", { min: 7, max: 7 })).toBe(7);
    expect(await failure("random.number", { min: 2, max: 1 })).toMatchObject({ code: "InvalidInput" });
    expect(await failure("random.number", { min: 0, max: Number.MAX_SAFE_INTEGER })).toMatchObject({
      code: "InvalidInput",
    });
  });

  test("ids are new each time", async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => run("random.uuid", {})));
    expect(new Set(ids).size).toBe(50);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

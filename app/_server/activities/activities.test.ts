import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ActivityContext } from "@dacapo/engine";
import { executionId, instanceId, type Json, taskId } from "@dacapo/engine/model";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createActivities } from "./create-activities";
import { dominantColors } from "./dominant-colors";
import { failureOf } from "./failure-for-test";
import type { FileRoots } from "./file-roots";
import { surroundingsForTest } from "./surroundings-for-test";
import { countWords, mergeCounts } from "./words";

const PICTURES = "examples/image-pipeline/images";
const context: ActivityContext = {
  instanceId: instanceId("run-1"),
  executionId: executionId("e-1"),
  taskId: taskId(1),
  attempt: 1,
  idempotencyKey: "run-1:e-1:1",
  tags: {},
  signal: new AbortController().signal,
  log: () => undefined,
};

let roots: FileRoots;
let outside: string;
beforeAll(async () => {
  outside = await mkdtemp(path.join(tmpdir(), "dacapo-activities-"));
  roots = { examplesDir: path.resolve("examples"), filesDir: path.join(outside, "files") };
  await mkdir(roots.filesDir);
  await writeFile(path.join(outside, "secret.txt"), "secret words");
});
afterAll(() => rm(outside, { recursive: true }));

async function run(name: string, input: unknown): Promise<Json> {
  const activity = createActivities(surroundingsForTest(roots)).find((candidate) => candidate.info.name === name);
  if (activity === undefined) throw new Error(`There is no activity ${name}.`);
  const result = await activity.run(activity.parseInput(input), context);
  return JSON.parse(JSON.stringify(result)) as Json;
}

async function failure(name: string, input: unknown) {
  const { code, message, nonRetriable } = await failureOf(run(name, input));
  return { code, message, nonRetriable };
}

const put = async (name: string, data: string | Buffer) => {
  await writeFile(path.join(roots.filesDir, name), data);
  return `files/${name}`;
};

test("every activity says what it is, in words and in schemas", () => {
  const infos = createActivities(surroundingsForTest(roots)).map((activity) => activity.info);
  expect(infos.map((info) => info.name)).toEqual([
    "http.request",
    "code.run",
    "hello.say",
    "files.read",
    "files.write",
    "files.writeJson",
    "files.list",
    "csv.parse",
    "csv.print",
    "json.parse",
    "json.print",
    "random.number",
    "random.uuid",
    "crypto.hash",
    "crypto.hmac",
    "text.base64",
    "mail.send",
    "sql.query",
    "images.list",
    "images.metadata",
    "images.thumbnail",
    "images.colors",
    "text.split",
    "text.countWords",
    "text.mergeCounts",
    "asl.task",
    "asl.execution",
    "asl.moment",
  ]);
  for (const info of infos) {
    expect(info.inputSchema).toMatchObject({ type: "object", additionalProperties: false });
    expect(info.outputSchema).toBeDefined();
    expect(info.description).toMatch(/^[A-Z].*\.$/);
  }
});

test("hello.say greets, and lists what is wrong with its input", async () => {
  expect(await run("hello.say", { name: "Tokyo" })).toBe("Hello Tokyo!");
  expect(await failure("hello.say", { name: "", shout: true })).toMatchObject({
    code: "InvalidInput",
    nonRetriable: true,
    message: expect.stringMatching(/name: .*; .*shout/),
  });
});

describe("files lie in examples/ and files/ or do not exist", () => {
  test.each([
    ["/etc/hostname", "PathInvalid"],
    ["../secret.txt", "PathInvalid"],
    ["secret.txt", "PathInvalid"],
    ["", "PathInvalid"],
    ["files/../secret.txt", "PathOutside"],
    ["files/a/../../secret.txt", "PathOutside"],
    ["files/a\0b", "PathOutside"],
    ["files/none.txt", "FileNotFound"],
    ["examples/README.md/none.txt", "FileNotFound"],
    ["files", "NotAFile"],
  ])("reading %j is refused: %s", async (file, code) => {
    expect(await failure("text.split", { file, chunks: 2 })).toMatchObject({ code, nonRetriable: true });
  });

  test("a link that leads out is refused, for a file and for a folder on the way", async () => {
    await symlink(path.join(outside, "secret.txt"), path.join(roots.filesDir, "link.txt"));
    await symlink(outside, path.join(roots.filesDir, "out"));
    for (const file of ["files/link.txt", "files/out/secret.txt"]) {
      expect(await failure("text.countWords", { file, from: 0, to: 6 })).toMatchObject({
        code: "PathOutside",
        message: `"${file}" is a link that leads out of its folder. Put the file itself there instead.`,
      });
    }
    expect(await failure("files.writeJson", { path: "files/out/made.json", value: 1 })).toMatchObject({
      code: "PathOutside",
    });
    expect(await failure("files.writeJson", { path: "files/out/deep/made.json", value: 1 })).toMatchObject({
      code: "PathOutside",
    });
    expect(await failure("files.writeJson", { path: "files/link.txt", value: 1 })).toMatchObject({
      code: "PathInvalid",
    });
    expect(await readFile(path.join(outside, "secret.txt"), "utf8")).toBe("secret words");
    expect((await readdir(outside)).sort()).toEqual(["files", "secret.txt"]);
  });

  test.each([
    ["examples/new.json", "PathReadOnly"],
    ["files/../new.json", "PathOutside"],
    ["/tmp/new.json", "PathInvalid"],
    ["files", "PathInvalid"],
    ["files/", "PathInvalid"],
  ])("writing %j is refused: %s", async (target, code) => {
    expect(await failure("files.writeJson", { path: target, value: 1 })).toMatchObject({ code, nonRetriable: true });
  });
});

test("files.writeJson writes the whole value and leaves nothing else behind", async () => {
  const value = { a: [1, null, "é"], constructor: { b: true } };
  const written = await run("files.writeJson", { path: "files/made/deep/value.json", value });
  const folder = path.join(roots.filesDir, "made/deep");
  const text = await readFile(path.join(folder, "value.json"), "utf8");
  expect(JSON.parse(text)).toEqual(value);
  expect(written).toEqual({ path: "files/made/deep/value.json", bytes: Buffer.byteLength(text) });
  await run("files.writeJson", { path: "files/made/deep/value.json", value: [] });
  expect(await readFile(path.join(folder, "value.json"), "utf8")).toBe("[]\n");
  expect(await readdir(folder)).toEqual(["value.json"]);
});

describe("images", () => {
  test("are listed by name, without what is hidden or no file", async () => {
    await mkdir(path.join(roots.filesDir, "mixed/folder"), { recursive: true });
    for (const name of ["b.png", "B.png", "a.txt", ".hidden"]) await put(`mixed/${name}`, "x");
    expect(await run("images.list", { folder: "files/mixed" })).toEqual(["B.png", "a.txt", "b.png"]);
    expect(await failure("images.list", { folder: "files/mixed/a.txt" })).toMatchObject({ code: "NotAFolder" });
  });

  test("have metadata as they are shown, with the turn their camera noted", async () => {
    expect(await run("images.metadata", { folder: PICTURES, file: "phone-turned.jpg" })).toMatchObject({
      supported: true,
      format: "jpeg",
      width: 768,
      height: 1024,
    });
  });

  test("that are broken or of another format are an answer, not a failure", async () => {
    const broken = await run("images.metadata", { folder: PICTURES, file: "broken-upload.jpg" });
    expect(broken).toMatchObject({ supported: false, format: "jpeg", width: 900, height: 600 });
    expect(broken).toHaveProperty("problem", expect.stringMatching(/^broken-upload\.jpg is broken \(.*premature end/));
    const bitmap = await run("images.metadata", { folder: PICTURES, file: "scan-old.bmp" });
    expect(bitmap).toEqual({
      file: "scan-old.bmp",
      supported: false,
      bytes: 115_254,
      problem: "scan-old.bmp is in no image format that is known here. Convert it to JPEG, PNG or WebP.",
    });
    await put("drawing.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>');
    await put("empty.jpg", "");
    expect(await run("images.metadata", { folder: "files", file: "drawing.svg" })).toMatchObject({
      supported: false,
      problem: "drawing.svg is a SVG image. Convert it to JPEG, PNG or WebP.",
    });
    expect(await run("images.metadata", { folder: "files", file: "empty.jpg" })).toMatchObject({
      supported: false,
      bytes: 0,
    });
    expect(await failure("images.metadata", { folder: PICTURES, file: "none.jpg" })).toMatchObject({
      code: "FileNotFound",
    });
    expect(await failure("images.metadata", { folder: PICTURES, file: "../make-images.mjs" })).toMatchObject({
      code: "PathInvalid",
    });
  });

  test("that are broken are found each time, however many are looked at at once", async () => {
    const files = ["badge-transparent.png", "ball-portrait.jpg", "broken-upload.jpg", "cells-greyscale.png"];
    for (let round = 0; round < 60; round++) {
      const looked = files.map((file) => run("images.metadata", { folder: PICTURES, file }));
      const supported = (await Promise.all(looked)).map((result) => (result as { supported: boolean }).supported);
      expect(supported).toEqual([true, true, false, true]);
    }
  });

  test("get thumbnails that decode, upright, and never larger than they are", async () => {
    const thumbnail = (file: string, width: number) =>
      run("images.thumbnail", { folder: PICTURES, file, width, to: "files/thumbs" });
    expect(await thumbnail("phone-turned.jpg", 96)).toMatchObject({
      path: "files/thumbs/phone-turned.jpg.96.webp",
      width: 96,
      height: 128,
    });
    expect(await thumbnail("icon-tiny.png", 96)).toMatchObject({ width: 16, height: 16 });
    const made = await readFile(path.join(roots.filesDir, "thumbs/phone-turned.jpg.96.webp"));
    expect(await sharp(made).metadata()).toMatchObject({ format: "webp", width: 96, height: 128 });
    await thumbnail("phone-turned.jpg", 96);
    expect(await readFile(path.join(roots.filesDir, "thumbs/phone-turned.jpg.96.webp"))).toEqual(made);
    expect(await failure("images.thumbnail", { folder: PICTURES, file: "broken-upload.jpg", width: 96 })).toMatchObject(
      { code: "NotAnImage", nonRetriable: true },
    );
  });

  test("have the same dominant colours each time", async () => {
    const flag = Buffer.from([...Array(30).fill([200, 16, 46]), ...Array(10).fill([0, 40, 104])].flat());
    await sharp(flag, { raw: { width: 10, height: 4, channels: 3 } })
      .png()
      .toFile(path.join(roots.filesDir, "flag.png"));
    expect(await run("images.colors", { folder: "files", file: "flag.png" })).toEqual([
      { hex: "#c8102e", share: 0.75 },
      { hex: "#002868", share: 0.25 },
    ]);
    const twice = () => run("images.colors", { folder: PICTURES, file: "seahorse-valley.webp", count: 3 });
    const first = await twice();
    expect(first).toHaveLength(3);
    expect(await twice()).toEqual(first);
    await copyFile(path.resolve(PICTURES, "cells-greyscale.png"), path.join(roots.filesDir, "grey.png"));
    for (const { hex } of (await run("images.colors", { folder: "files", file: "grey.png" })) as { hex: string }[]) {
      expect(hex).toMatch(/^#(..)\1\1$/);
    }
  });

  test("that cannot be seen have no colours", () => {
    expect(dominantColors(Uint8Array.from([255, 0, 0, 0, 0, 0, 255, 31]), 5)).toEqual([]);
  });
});

describe("words", () => {
  const split = async (file: string, chunks: number) =>
    (await run("text.split", { file, chunks })) as { index: number; from: number; to: number }[];

  test("ranges follow each other from the first byte to the last and cut no word", async () => {
    const text = "Ein Bär, zwei Bären – 三 熊\nund «über» hundert weitere don’t don't Wörter. ".repeat(40);
    const file = await put("bears.txt", text);
    const bytes = Buffer.from(text);
    for (const chunks of [1, 2, 3, 7, 50, 1_000]) {
      const ranges = await split(file, chunks);
      expect(ranges.length).toBeLessThanOrEqual(chunks);
      expect(ranges.map((range) => range.index)).toEqual(ranges.map((_, index) => index));
      expect(ranges.map((range) => range.from)).toEqual([0, ...ranges.slice(0, -1).map((range) => range.to)]);
      expect(ranges.at(-1)?.to).toBe(bytes.length);
      const counts = await Promise.all(ranges.map(({ from, to }) => run("text.countWords", { file, from, to })));
      const merged = await run("text.mergeCounts", { counts, top: 100 });
      expect(merged).toEqual(JSON.parse(JSON.stringify(mergeCounts([countWords(text)], 100))));
    }
  });

  test("a text without a blank is one range, an empty one none", async () => {
    expect(await split(await put("long.txt", "x".repeat(200_000)), 4)).toEqual([{ index: 0, from: 0, to: 200_000 }]);
    expect(await split(await put("none.txt", ""), 4)).toEqual([]);
    expect(await run("text.mergeCounts", { counts: [], top: 20 })).toEqual({ total: 0, distinct: 0, top: [] });
  });

  test("words that are also names of objects' members are counted like others", async () => {
    const text = "constructor Constructor __proto__ toString hasOwnProperty";
    const file = await put("members.txt", text);
    const counted = await run("text.countWords", { file, from: 0, to: text.length });
    expect(Object.entries((counted as { words: Record<string, number> }).words)).toEqual([
      ["constructor", 2],
      ["proto", 1],
      ["tostring", 1],
      ["hasownproperty", 1],
    ]);
    expect(await run("text.mergeCounts", { counts: [counted, counted], top: 2 })).toEqual({
      total: 10,
      distinct: 4,
      top: [
        { word: "constructor", count: 4 },
        { word: "hasownproperty", count: 2 },
      ],
    });
  });

  test("a range that is not there, or no text, is refused", async () => {
    const file = await put("latin.txt", Buffer.from("caf\u00e9", "latin1"));
    expect(await failure("text.countWords", { file, from: 0, to: 5 })).toMatchObject({
      message: '"files/latin.txt" has 4 bytes: there is no range from 0 to 5. Take ranges from Split text.',
    });
    expect(await failure("text.countWords", { file, from: 0, to: 4 })).toMatchObject({
      code: "NotText",
      nonRetriable: true,
    });
  });
});

import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Activity, type ActivityContext, activity } from "@dacapo/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { failureOf } from "../activities/failure-for-test";
import { loadPacks } from "./load-packs";

const context = {
  attempt: 1,
  idempotencyKey: "run-1:e-1:1",
  signal: new AbortController().signal,
  log: () => undefined,
} as unknown as ActivityContext;

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "dacapo-packs-"));
  await mkdir(path.join(dataDir, "activities"));
});
afterEach(() => rm(dataDir, { recursive: true }));

const put = (name: string, text: string) => writeFile(path.join(dataDir, "activities", name), text);
const load = (taken: readonly string[] = []) =>
  loadPacks({ dataDir, projectDir: process.cwd(), taken: new Set(taken), define: activity, loadMsMax: 2_000 });
const names = (activities: readonly Activity[]) => activities.map(({ info }) => info.name);

const failure = (one: Activity | undefined, input: unknown) =>
  failureOf(Promise.resolve().then(() => one?.run(one.parseInput(input), context)));

/** A pack with one activity, whose definition is that with `parts` over it. */
const one = (parts: string) =>
  `export default ({ activity, z }) => activity({ name: "a.b", title: "A", input: z.object({}), run: () => 1, ...${parts} })`;

test("nothing is there by default", async () => {
  await rm(path.join(dataDir, "activities"), { recursive: true });
  expect(await load()).toMatchObject({ activities: [], problems: [] });
});

test("the example of the documentation works", async () => {
  await cp(path.resolve("docs/example-pack/shop.mjs"), path.join(dataDir, "activities", "shop.mjs"));
  const { activities, problems } = await load();
  expect(problems).toEqual([]);
  expect(names(activities)).toEqual(["shop.price", "shop.reserve"]);
  const [price, reserve] = activities;
  expect(price?.info).toMatchObject({
    effects: "idempotent",
    icon: "receipt",
    inputSchema: { type: "object", properties: { lines: { title: "Lines" }, discountPercent: { default: 0 } } },
    outputSchema: { type: "object" },
  });
  const lines = [{ article: "tea", pieces: 3, priceCents: 500 }];
  expect(await price?.run(price.parseInput({ lines, discountPercent: 10 }), context)).toEqual({ totalCents: 1350 });
  expect(await reserve?.run(reserve.parseInput({ article: "tea" }), context)).toEqual({
    reservation: "tea-run-1:e-1:1",
  });
  expect(await failure(reserve, { article: "unicorn" })).toMatchObject({ code: "OutOfStock", nonRetriable: true });
  expect(await failure(price, { lines: [{ article: "tea", pieces: 0 }] })).toMatchObject({
    code: "InvalidInput",
    message: expect.stringMatching(/lines\.0\.pieces: .*; lines\.0\.priceCents: /),
  });
  expect(await failure(reserve, {})).toMatchObject({ code: "InvalidInput", details: [{ path: "article" }] });
});

test("a pack may bring its own zod", async () => {
  const zod = pathToFileURL(path.resolve("node_modules/zod/index.js")).href;
  await put(
    "own.mjs",
    `import * as z from "${zod}?another-copy";
     export default { name: "own.one", title: "Own", input: z.object({ n: z.number() }), output: z.string(), run: ({ n }) => n > 1 ? n : String(n) };`,
  );
  const { activities, problems } = await load();
  expect(problems).toEqual([]);
  const [own] = activities;
  expect(own?.info).toMatchObject({
    inputSchema: { properties: { n: { type: "number" } } },
    outputSchema: { type: "string" },
    effects: "external",
  });
  expect(await own?.run(own.parseInput({ n: 1 }), context)).toBe("1");
  expect(await failure(own, { n: 2 })).toMatchObject({ code: "InvalidOutput", nonRetriable: true });
});

describe("what is broken is told by its name, and the rest is loaded", () => {
  test.each([
    [
      "a syntax error",
      "const a = 1;\nexport default {",
      /does not load: Unexpected end of input \(a-broken\.mjs, line 2\)/,
    ],
    ["nothing but null thrown", "throw null", /does not load: null/],
    ["an end of the process", "process.exit(3)", /ended the process that tried it \(exit code 3\).*process\.exit/],
    ["an end of the process in its function", "export default () => process.exit(0)", /exit code 0/],
    ["a signal to its own process", 'process.kill(process.pid, "SIGTERM"); await new Promise(() => {})', /SIGTERM/],
    ["a module that waits for ever", "await new Promise(() => {}); export default []", /longer than 2 s/],
    ["a module that runs for ever", "for (;;) {}", /longer than 2 s/],
    ["a function that never gives anything", "export default () => new Promise(() => {})", /longer than 2 s/],
    ["a timer that throws", 'setTimeout(() => { throw new Error("too late") }, 20)', /a moment after.*Error: too late/],
    [
      "a promise that nobody handles",
      'Promise.reject(new Error("nobody")); export default []',
      /a moment after.*nobody/,
    ],
    [
      "a definition that throws when it is read",
      'export default { get name() { throw new Error("no name") } }',
      /no name/,
    ],
    ["a function of another kind", "export default class {}", /does not load/],
    ["a module that throws", 'throw new Error("no database")', /does not load: no database/],
    ["an import of what is not there", 'import "nowhere-to-be-found"; export default []', /does not load/],
    ["no default export", "export const a = 1;", /no default export/],
    ["a function that throws", 'export default () => { throw new Error("later") }', /later/],
    ["something that is no definition", "export default 5", /A definition is an object/],
    ["no name", one("{ name: undefined }"), /The name undefined is none/],
    ["a name that is none", one('{ name: "a b" }'), /The name "a b" is none/],
    ["no title", one('{ title: "" }'), /no title/],
    ["effects that are none", one('{ effects: "some" }'), /neither "idempotent" nor "external"/],
    ["no run", one("{ run: 1 }"), /no function run/],
    ["no schema", one("{ input: undefined }"), /is no schema/],
    ["an input that is no object", one("{ input: z.string() }"), /is not an object/],
    [
      "a schema that JSON Schema cannot say",
      one("{ input: z.object({ at: z.date() }) }"),
      /cannot be said as JSON Schema/,
    ],
    [
      "a schema of a library that knows no JSON Schema",
      one('{ input: { "~standard": { version: 1, vendor: "mine", validate: (value) => ({ value }) } } }'),
      /a schema of mine/,
    ],
  ])("%s", async (_what, text, says) => {
    await put("a-broken.mjs", text);
    await put("b-whole.mjs", one('{ name: "whole.one" }'));
    const { activities, problems } = await load();
    expect(names(activities)).toEqual(["whole.one"]);
    expect(problems).toEqual([{ pack: "activities/a-broken.mjs", message: expect.stringMatching(says) }]);
  });

  test("files that are none, and a folder that is none", async () => {
    for (const name of ["shop.js", "shop.ts", "shop.cjs", "shop.json", "README.md", ".hidden.js"]) await put(name, "1");
    const { problems } = await load();
    expect(problems.map(({ pack }) => pack)).toEqual([
      "activities/shop.cjs",
      "activities/shop.js",
      "activities/shop.ts",
    ]);
    expect(problems[0]?.message).toMatch(/ends with \.mjs/);
    await rm(path.join(dataDir, "activities"), { recursive: true });
    await writeFile(path.join(dataDir, "activities"), "");
    expect(await load()).toMatchObject({
      problems: [{ pack: "activities", message: expect.stringMatching(/a folder/) }],
    });
  });

  test("two packs that want one name, and one that wants a built-in one", async () => {
    await put("a.mjs", one('{ name: "same.name" }'));
    await put(
      "b.mjs",
      `export default ({ activity, z }) => ["same.name", "http.request", "b.own"].map((name) => ({ name, title: "B", input: z.object({}), run: () => 1 }))`,
    );
    const { activities, problems } = await load(["http.request"]);
    expect(names(activities)).toEqual(["same.name", "b.own"]);
    expect(problems.map(({ message }) => message)).toEqual([
      "The name same.name is taken by activities/a.mjs. Give the activity another one.",
      "The name http.request is taken by Dacapo itself. Give the activity another one.",
    ]);
  });

  test("an input schema that takes its time fails the call", async () => {
    await put("slow.mjs", one("{ input: z.object({ a: z.string().refine(async () => true) }) }"));
    const { activities } = await load();
    expect(await failure(activities[0], { a: "1" })).toMatchObject({
      code: "InvalidInput",
      message: expect.stringContaining("asynchronous"),
    });
  });
});

describe("packages that the configuration names", () => {
  const configure = (text: string) => writeFile(path.join(dataDir, "dacapo.config.json"), text);
  const install = async (name: string, packageJson: object, files: Record<string, string>) => {
    const folder = path.join(dataDir, "node_modules", ...name.split("/"));
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, "package.json"), JSON.stringify({ name, ...packageJson }));
    for (const [file, text] of Object.entries(files)) await writeFile(path.join(folder, file), text);
  };

  test("are found beside it, by their exports", async () => {
    await configure('{"activityPacks": ["@acme/tea", "coffee"]}');
    await install(
      "@acme/tea",
      { exports: { ".": { import: "./tea.mjs" } } },
      { "tea.mjs": one('{ name: "tea.make" }') },
    );
    await install("coffee", { type: "module", main: "coffee.js" }, { "coffee.js": one('{ name: "coffee.make" }') });
    const { activities, problems } = await load();
    expect(problems).toEqual([]);
    expect(names(activities)).toEqual(["tea.make", "coffee.make"]);
  });

  test("a broken package is told by its name, and the others are loaded", async () => {
    await configure('\uFEFF{"activityPacks": ["exits", "no-file", "no-json", "needs-more", "coffee"]}');
    await install("exits", { main: "a.mjs" }, { "a.mjs": "process.exit()" });
    await install("no-file", { main: "none.mjs" }, {});
    await install("no-json", {}, { "package.json": "{" });
    await install("needs-more", { main: "a.mjs" }, { "a.mjs": 'import "what-is-not-there"; export default []' });
    await install("coffee", { type: "module", main: "coffee.js" }, { "coffee.js": one('{ name: "coffee.make" }') });
    const { activities, problems } = await load();
    expect(names(activities)).toEqual(["coffee.make"]);
    expect(Object.fromEntries(problems.map(({ pack, message }) => [pack, message]))).toEqual({
      exits: expect.stringMatching(/exit code 0/),
      "no-file": expect.stringMatching(/none\.mjs/),
      "no-json": expect.stringMatching(/package\.json/),
      "needs-more": expect.stringMatching(/what-is-not-there/),
    });
  });

  test.each([
    ['{"activityPacks": ["not-installed-anywhere"]}', "not-installed-anywhere", /Install it in .* \(npm install/],
    ["{", "dacapo.config.json", /not as it should be/],
    ["", "dacapo.config.json", /not as it should be/],
    ["null", "dacapo.config.json", /not as it should be/],
    ['{"activityPacks": "shop"}', "dacapo.config.json", /activityPacks/],
    ['{"packs": []}', "dacapo.config.json", /packs/],
  ])("%s", async (text, pack, says) => {
    await configure(text);
    const { problems } = await load();
    expect(problems).toEqual([{ pack, message: expect.stringMatching(says) }]);
  });
});

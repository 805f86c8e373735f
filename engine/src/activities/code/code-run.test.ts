import { describe, expect, test } from "vitest";
import { executionId, failureFrom, instanceId, taskId } from "../../model/index.js";
import type { ActivityContext } from "../define.js";
import { codeRun } from "./code-run.js";
import { CODE_LIMITS } from "./limits.js";

const activity = codeRun({ threadsMax: 2 });
const hasty = codeRun({ threadsMax: 2, runMsMax: 1_000 });

function context(signal = new AbortController().signal): ActivityContext & { readonly said: string[] } {
  const said: string[] = [];
  return {
    instanceId: instanceId("run-1"),
    executionId: executionId("e-1"),
    taskId: taskId(3),
    attempt: 1,
    idempotencyKey: "run-1:e-1:3",
    tags: {},
    signal,
    said,
    log: (level, message) => void said.push(`${level} ${message}`),
  };
}

interface Given {
  readonly language?: "javascript" | "typescript";
  readonly inputs?: Record<string, unknown>;
  readonly parameters?: readonly string[];
  readonly memoryMb?: number;
}

const run = (source: string, given: Given = {}, its = context(), by = activity) =>
  Promise.resolve(by.run(activity.parseInput({ language: "javascript", source, ...given }), its));

async function failure(source: string, given: Given = {}, its = context(), by = activity) {
  try {
    await run(source, given, its, by);
  } catch (thrown) {
    return failureFrom(thrown, "ActivityError");
  }
  throw new Error("The code was expected to fail.");
}

describe("a person's code", () => {
  test("is the body of a function of its inputs, and what it returns is the value", async () => {
    expect(await run("return a + b.c", { inputs: { a: 1, b: { c: 2 } } })).toBe(3);
    expect(await run("return { list: [1, 'é🙂', null, true], nested: { a } }", { inputs: { a: [{}] } })).toEqual({
      list: [1, "é🙂", null, true],
      nested: { a: [{}] },
    });
  });

  test("may give nothing, and may be empty", async () => {
    expect(await run("")).toBeUndefined();
    expect(await run("// only a comment")).toBeUndefined();
    expect(await run("return null")).toBeNull();
  });

  test("may wait for promises of its own", async () => {
    expect(
      await run("const later = async (x) => { await null; return x * 2 }; return await Promise.all([1, 2].map(later))"),
    ).toEqual([2, 4]);
  });

  test("knows the inputs that have no value by their names", async () => {
    expect(await run("return typeof a + typeof b", { inputs: { b: 1 }, parameters: ["a", "b"] })).toBe(
      "undefinednumber",
    );
  });

  test("may be TypeScript: types, enums, generics", async () => {
    const source = `interface Item { price: number }
enum Kind { Small = "small", Large = "large" }
const total = <T extends Item>(all: T[]): number => all.reduce((sum, each) => sum + each.price, 0);
return { total: total(items as Item[]), kind: Kind.Large satisfies string };`;
    expect(await run(source, { language: "typescript", inputs: { items: [{ price: 1 }, { price: 2 }] } })).toEqual({
      total: 3,
      kind: "large",
    });
  });

  test("says lines on its console, which go to the attempt's log", async () => {
    const its = context();
    await run(
      "console.log('one', 1, { a: [1] }, undefined); console.warn(new Error('w')); console.error(Symbol('s'), () => 1); console.debug(10n)",
      {},
      its,
    );
    expect(its.said).toEqual([
      'info one 1 {"a":[1]} undefined',
      "warn Error: w",
      "error [symbol] [function]",
      "debug 10",
    ]);
  });

  test("may say no more than the limits allow", async () => {
    const its = context();
    await run("for (let i = 0; i < 5000; i++) console.log('x'.repeat(5000))", {}, its);
    expect(its.said).toHaveLength(CODE_LIMITS.consoleLinesMax);
    expect(its.said[0]?.length).toBeLessThan(CODE_LIMITS.consoleLineCharactersMax + 20);
  });

  test("sees the hour, and no two runs share a world", async () => {
    expect(Math.abs(((await run("return Date.now()")) as number) - Date.now())).toBeLessThan(5_000);
    await run(
      "globalThis.left = 1; Object.prototype.polluted = 1; Array.prototype.map = null; JSON.stringify = () => '7'",
    );
    expect(await run("return [typeof left, ({}).polluted === undefined, [1].map((x) => x)]")).toEqual([
      "undefined",
      true,
      [1],
    ]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe("a failure names the place in the person's own text", () => {
  test.each(["javascript", "typescript"] as const)("what is thrown, in %s", async (language) => {
    const annotation = language === "typescript" ? ": { x: { y: number } | null }" : "";
    const source = `const a${annotation} = { x: null };\n\n  return a.x.y;\n// end`;
    const failed = await failure(source, { language });
    expect(failed).toMatchObject({ code: "CodeError", type: "TypeError", details: { line: 3 } });
    expect(failed.message).toMatch(/cannot read property 'y' of null/);
    expect((failed.details as { excerpt: string }).excerpt).toContain("3 |   return a.x.y;\n  |");
    expect(failed.nonRetriable).toBeUndefined();
  });

  test("what is thrown may say its code, details and that a repeat is in vain", async () => {
    const source =
      "throw Object.assign(new RangeError('no'), { code: 'CardDeclined', details: { card: 7 }, nonRetriable: true })";
    expect(await failure(source)).toMatchObject({
      code: "CardDeclined",
      type: "RangeError",
      message: "no",
      nonRetriable: true,
      details: { line: 1, thrown: { card: 7 } },
    });
  });

  test("what is thrown need not be an error", async () => {
    expect((await failure("throw 'plain'")).message).toBe("plain");
    expect((await failure("throw { a: 1 }")).message).toContain('{"a":1}');
    expect((await failure("throw undefined")).message).toContain("undefined");
    expect((await failure("throw new Proxy({}, { get() { throw 1 } })")).code).toBe("CodeError");
  });

  test("it carries what the console said before", async () => {
    expect((await failure("console.log('before'); throw new Error('x')")).details).toMatchObject({
      console: [{ level: "info", text: "before" }],
    });
  });

  test.each([
    ["javascript", "let a = 1;\nlet b = ;", 2, 9],
    ["typescript", "let a: number = 1;\nlet b: = 2;", 2, 8],
    ["javascript", "return 1 +", 1, 11],
    ["typescript", "if (true) {\n  return 1;", 2, 12],
    ["javascript", "import x from 'fs'", 1, 1],
    ["javascript", "let a; let a;", 1, 12],
  ] as const)("a syntax error in %s: %j", async (language, source, line, column) => {
    const failed = await failure(source, { language });
    expect(failed).toMatchObject({ code: "CodeSyntaxError", nonRetriable: true, details: { line, column } });
    expect(failed.message).toMatch(/^The code cannot be read in line/);
    expect((failed.details as { excerpt: string }).excerpt).toContain("^");
  });

  test.each(["javascript", "typescript"] as const)("closing the function's brace is one, in %s", async (language) => {
    expect(await failure("}); (function () {", { language })).toMatchObject({ code: "CodeSyntaxError" });
  });
});

describe("a result that JSON cannot carry is refused with its path", () => {
  test.each([
    ["return { a: [1, NaN] }", "a[1] is NaN"],
    ["return new Map([[1, 2]])", "it is a Map"],
    ["return { n: 10n }", "n is a BigInt"],
    ["const a = {}; a.a = a; return { b: a }", "b.a is an object that holds itself"],
    ["return { d: new Date(NaN) }", "d is a Date that is no time"],
    ["return { bytes: new Uint8Array(3) }", "bytes is a Uint8Array"],
  ])("%s", async (source, says) => {
    const failed = await failure(source);
    expect(failed).toMatchObject({ code: "ValueNotCarried", nonRetriable: true });
    expect(failed.message).toContain(says);
  });

  test("what JSON leaves out is left out", async () => {
    expect(await run("return { a: undefined, f() {}, d: new Date(0), toJSON: undefined }")).toEqual({
      d: "1970-01-01T00:00:00.000Z",
    });
  });
});

describe("limits", () => {
  test("a loop that does not end is stopped, and the thread's place is free again", { timeout: 90_000 }, async () => {
    const endless = [
      "for (;;);",
      "await new Promise(() => { for (;;); })",
      "const f = () => Promise.resolve().then(f); await f()",
    ];
    const failures = await Promise.all(endless.map((source) => failure(source, {}, context(), hasty)));
    for (const failed of failures) expect(failed).toMatchObject({ code: "CodeTimeLimit" });
    expect(await run("return 1", {}, context(), hasty)).toBe(1);
  });

  test("a run is given up at once when its signal aborts, running or waiting", async () => {
    const aborts = [1, 2, 3, 4].map(() => new AbortController());
    const started = Date.now();
    const failures = aborts.map(({ signal }) => failure("for (;;);", {}, context(signal)));
    setTimeout(() => {
      for (const abort of aborts) abort.abort();
    }, 300);
    for (const failed of await Promise.all(failures)) expect(failed).toMatchObject({ code: "Cancelled" });
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(await run("return 1")).toBe(1);
  });

  test.each([
    "let text = 'x'.repeat(1000); const all = []; for (let i = 0;; i++) all.push(text + i + text)",
    "return new Uint8Array(1024 * 1024 * 1024).length",
  ])("memory: %s", { timeout: 60_000 }, async (source) => {
    const failed = await failure(source, { memoryMb: 8 });
    expect(failed.code).toMatch(/^CodeMemoryLimit$/);
    expect(failed.message).toContain("8 MB");
    expect(await run("return 1")).toBe(1);
  });

  test("a stack that overflows", async () => {
    expect(await failure("const f = () => 1 + f(); return f()")).toMatchObject({ code: "CodeStackOverflow" });
    expect(await failure("return JSON.parse('['.repeat(100_000))")).toMatchObject({
      code: "CodeStackOverflow",
    });
    expect(await run("const f = () => f(); try { f() } catch (e) { return e.message }")).toBe("stack overflow");
  });

  test("a result that is too large", async () => {
    const failed = await failure(`return 'x'.repeat(${CODE_LIMITS.resultCharactersMax})`, { memoryMb: 256 });
    expect(failed).toMatchObject({ code: "CodeOutputTooLarge", nonRetriable: true });
  });

  test("a promise that nothing can settle", async () => {
    const failed = await failure("await new Promise(() => {})");
    expect(failed).toMatchObject({ code: "CodeNeverSettles", nonRetriable: true });
  });

  test("a pattern that backtracks for ever does not hold the server", { timeout: 90_000 }, async () => {
    let ticks = 0;
    const clock = setInterval(() => (ticks += 1), 20);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 400);
    await failure("return /^(a+)+$/.test('a'.repeat(60) + 'b')", {}, context(abort.signal));
    clearInterval(clock);
    expect(ticks).toBeGreaterThan(5);
  });

  test.each([
    [{ source: "x".repeat(CODE_LIMITS.sourceCharactersMax + 1) }, "source"],
    [{ source: "", inputs: { "a-b": 1 } }, "a-b"],
    [{ source: "", memoryMb: 100_000 }, "memoryMb"],
  ])("input %#", (given, says) => {
    expect(() => activity.parseInput({ language: "javascript", inputs: {}, ...given })).toThrow(says);
  });

  test("a parameter that is a reserved word", async () => {
    expect(await failure("return 1", { inputs: { class: 1 } })).toMatchObject({ code: "CodeSyntaxError" });
  });
});

describe("there is no way out", () => {
  test("no name of the machine is known", async () => {
    const names = ["process", "require", "module", "global", "fetch", "XMLHttpRequest", "WebSocket", "Buffer", "Deno"]
      .concat([
        "setTimeout",
        "setInterval",
        "setImmediate",
        "queueMicrotask",
        "std",
        "os",
        "WebAssembly",
        "SharedArrayBuffer",
      ])
      .concat(["Worker", "parentPort", "postMessage", "importScripts", "navigator", "crypto", "performance"]);
    const known = await run(`return ${JSON.stringify(names)}.filter((name) => globalThis[name] !== undefined)`);
    expect(["SharedArrayBuffer", "queueMicrotask", "performance", "navigator"]).toEqual(
      expect.arrayContaining(known as string[]),
    );
  });

  test.each([
    "this.constructor.constructor('return process')()",
    "console.log.constructor('return process')()",
    "(async () => {}).constructor('return process')()",
    "(function* () {}).constructor('return process')().next()",
    "Reflect.construct(Function, ['return process'])()",
    "eval('process')",
    "new Function('return require')()('fs')",
    "(0, eval)('this').process.exit()",
    "globalThis.console.log.call.constructor('return globalThis.process')().exit()",
  ])("constructors lead to the sandbox's own globals: %s", async (source) => {
    const failed = await failure(`return ${source}`);
    expect(["ReferenceError", "TypeError"]).toContain(failed.type);
    expect(failed.code).toBe("CodeError");
  });

  test.each(["node:fs", "fs", "./limits.js", "file:///etc/passwd", "data:text/javascript,export default 1"])(
    "import(%j) finds nothing",
    async (specifier) => {
      expect((await failure(`return await import(${JSON.stringify(specifier)})`)).message).toMatch(/load module/);
    },
  );

  test("what crosses is text: getters, proxies, __proto__ and toJSON change nothing outside", async () => {
    const value = await run(
      `Object.prototype.toJSON = function () { return { injected: true } };
       return JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}')`,
    );
    expect(value).toEqual({ injected: true });
    const own = (await run(`return JSON.parse('{"__proto__": {"polluted": true}}')`)) as object;
    expect(Object.keys(own)).toEqual(["__proto__"]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(await run("return new Proxy({ a: 1 }, { get: (t, k) => k === 'a' ? 2 : undefined })")).toEqual({ a: 2 });
  });

  test("code that replaces the language's own functions harms itself alone", async () => {
    expect(
      await failure(
        "Promise.prototype.then = () => { throw new Error('then') }; await { then: 1 }; await new Promise(() => {})",
      ),
    ).toMatchObject({
      code: "CodeNeverSettles",
    });
    expect(
      await run(
        "Function.prototype.call = () => 7; Array.prototype[Symbol.iterator] = null; Map.prototype.get = null; Object.keys = null; return { a: [{ b: 1 }] }",
      ),
    ).toEqual({ a: [{ b: 1 }] });
    const its = context();
    await run("String.prototype.slice = () => 'stolen'; Array.isArray = null; console.log({ a: 1 })", {}, its);
    expect(its.said).toEqual(['info {"a":1}']);
  });
});

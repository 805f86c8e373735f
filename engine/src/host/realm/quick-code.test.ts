import { parse } from "acorn";
import { describe, expect, test } from "vitest";
import { isCertainlyQuick } from "./quick-code.js";

const quick = (code: string) => isCertainlyQuick(parse(code, { ecmaVersion: 2023, sourceType: "module" }));
const body = (text: string) => quick(`export default orchestration("x", function* (ctx, input) {\n${text}\n});`);

describe("proven to be quick", () => {
  test.each([
    'const a = yield* ctx.call("hello", "Tokyo"); const b = yield* ctx.call("hello", a); return [a, b];',
    'const [a, b] = yield* ctx.all([ctx.call("a", { sku: input.sku }), ctx.sleep(input.ms * 1000)]); return a;',
    'if (ctx.decide("isBig", input.total > 100 && input.kind === "x")) { yield* ctx.call("a"); } else { return 1; }',
    `return \`\${input.first} \${input.last}\`.trim().toUpperCase();`,
    'const total = ctx.record("total", { sum: input.a + input.b, all: [...input.list], n: input.list.length }); return total.sum;',
    `return input.orders.filter((order) => order.total > 10 && order.name.includes('x')).map((order) => \`\${order.id}: \${order.total}\`).join(', ');`,
    "return input.orders.map((order) => order.lines.map((line) => line.price * line.count));",
    'const fork = ctx.fork(function* () { return yield* ctx.call("a", input); }); yield* fork;',
    `const done = yield* ctx.forEach(input.images, { node: "each", maxConcurrency: 4 }, function* (ctx, image, index) {
       const info = yield* ctx.call("image.metadata", { path: image.path, width: input.width }, { node: "meta" });
       if (ctx.decide("ok", info.format === "png")) {
         const [thumb, colours] = yield* ctx.all([ctx.call("thumb", { path: image.path }), ctx.call("colours", { info })]);
         return { thumb, colours, index: index + 1 };
       }
       return { skipped: info.format };
     });
     return { count: done.length, done };`,
    "let kind; if (input.a) { kind = yield* ctx.call('a'); } return kind?.name ?? 'none';",
    "try { yield* ctx.call('a'); } catch (error) { return error.message + '!'; }",
    `throw new Error(\`no \${input.x}\`);`,
    'const event = yield* ctx.waitForEvent("approved", { timeoutMs: 1000 }); ctx.sendEvent(input.to, "done", event);',
    `const account = ctx.entity("account", input.key);
     const balance = yield* ctx.locked([account, "@account@two"], function* (ctx) {
       ctx.signalEntity("@audit@all", "note", input);
       return yield* ctx.callEntity(account, "deposit", input.amount);
     });
     if (ctx.isLocked()) { ctx.continueAsNew({ balance }); }`,
    "return Math.max(1, Number(input.n)) + JSON.stringify(input).length;",
  ])("%s", (text) => {
    expect(body(text)).toBe(true);
  });
});

describe("not proven: it is watched", () => {
  test.each([
    ["a loop in a critical section", "yield* ctx.locked([input.a], function* () { for (;;); });"],
    ["a status of any size", "ctx.setCustomStatus(input);"],
    ["a loop", "for (;;);"],
    ["a loop over data", "for (const x of input) { ctx.record('x', x); }"],
    ["recursion", "const f = () => f(); f();"],
    ["a function of the code's own", "function f() { return f(); } return f();"],
    ["a regular expression", "return /^(a+)+$/.test(input.text);"],
    ["a text made a regular expression", "return input.text.match(input.pattern);"],
    ["a text repeated", "return 'x'.repeat(1e9);"],
    ["a list made by its length", "return Array(4294967295).fill(0);"],
    ["a list from anything", "return Array.from({ length: 2 ** 53 });"],
    ["growth in a fold", "return input.list.reduce((all, x) => [...all, x], []);"],
    ["a search for a text of any length", "return input.text.includes(input.other);"],
    ["the whole in every item", `return input.list.map((x) => \`\${input.whole}\`);`],
    ["a scan of the whole in every item", "return input.list.filter((x) => input.other.includes('x'));"],
    ["the whole under another name", "return input.list.map((x) => { const y = input.whole; return y + 1; });"],
    ["the whole smuggled through a list", "return input.list.map((x) => input.whole).map((y) => y.join(''));"],
    [
      "the whole smuggled through a loop",
      "const r = yield* ctx.forEach(input, {}, function* () { return input; }); return r.join('');",
    ],
    [
      "the whole in every iteration",
      `yield* ctx.forEach(input.list, {}, function* (ctx, item) { return \`\${input.whole}\`; });`,
    ],
    ["the whole by a computed name", "return input.list.map((x) => x[input.whole]);"],
    [
      "the whole awaited again in each iteration",
      `const t = ctx.fork(function* () { return input; }); yield* ctx.forEach([1], {}, function* (ctx, i) { return \`\${yield* t}\`; });`,
    ],
    [
      "doubling, and doubling again",
      `const a0 = input + input; ${Array.from({ length: 10 }, (_, i) => `const a${i + 1} = a${i} + a${i};`).join(" ")} return a10;`,
    ],
    [
      "doubling of lists",
      `const a0 = [input, input]; ${Array.from({ length: 10 }, (_, i) => `const a${i + 1} = [a${i}, a${i}];`).join(" ")} return a10;`,
    ],
    ["doubling in a variable", "let a = 'x'; a = a + a; a = a + a; return a;"],
    ["the context under another name", "const c = ctx; return c;"],
    ["the context handed on", "return String(ctx);"],
    ["a name that is not what it says", "const Math = input; return Math.max(1);"],
    ["a getter", "return { get x() { return 1; } };"],
    ["a yield that is no wait", "yield input;"],
    ["an unknown name", "return globalThis.x;"],
    ["a constructor", "return new Map(input);"],
    ["a thing that is called by a computed name", "return input['repeat'](1e9);"],
    ["very many operations", Array.from({ length: 600 }, (_, i) => `ctx.record("r", input.a + ${i});`).join("")],
  ])("%s", (_name, text) => {
    expect(body(text)).toBe(false);
  });

  test("code beside the orchestration", () => {
    expect(quick('export default orchestration("x", function* () {});')).toBe(true);
    expect(quick('for (;;);\nexport default orchestration("x", function* () {});')).toBe(false);
    expect(quick('const f = 1;\nexport default orchestration("x", function* () {});')).toBe(false);
    expect(quick("export default orchestration((() => { for (;;); })(), function* () {});")).toBe(false);
    expect(quick('export default orchestration("x", function* (ctx, input = (() => { for (;;); })()) {});')).toBe(
      false,
    );
  });
});

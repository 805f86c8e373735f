import { beforeAll, describe, expect, test } from "vitest";
import { bundleRealm } from "../../../scripts/build-realm.mjs";
import { encodeJson, executionId, type HistoryEvent, instanceId, taskId } from "../../model/index.js";
import { type EpisodeOutcome, orchestration } from "../../orchestration/index.js";
import {
  createOrchestratorRunner,
  type Definition,
  InvalidCode,
  type OrchestratorRunner,
  type RecordedStart,
} from "./orchestrator-runner.js";

let bundle: string;
let runner: OrchestratorRunner;
/** Gives up early. */
let hasty: OrchestratorRunner;
beforeAll(async () => {
  bundle = await bundleRealm();
  runner = createOrchestratorRunner({ bundle, episodeMsMax: 20_000 });
  hasty = createOrchestratorRunner({ bundle, episodeMsMax: 300 });
});

let versions = 0;
const code = (text: string): Definition => ({ kind: "code", version: `v${versions++}`, code: text });
/** A whole module around the body of an orchestration. Its first line is line 2. */
const body = (text: string): Definition =>
  code(`export default orchestration("test", function* (ctx, input) {\n${text}\n});`);
const started = (input: unknown = null, execution = "execution-1"): RecordedStart => ({
  type: "ExecutionStarted",
  seq: 1,
  atMs: 1_000,
  instanceId: instanceId("run-1"),
  executionId: executionId(execution),
  name: "test",
  input: encodeJson(input),
  tags: {},
});
const result = (id: number, value: unknown, seq = 4): HistoryEvent => ({
  type: "ActivityCompleted",
  seq,
  atMs: 2_000,
  taskId: taskId(id),
  attempt: 1,
  result: encodeJson(value),
});
const FIRST = { turn: 1, nowMs: 1_000 };
const SECOND = { turn: 2, nowMs: 2_000 };
let sessions = 0;
const start = (definition: Definition, input: unknown = null): EpisodeOutcome =>
  runner.start(`s${sessions++}`, definition, started(input), FIRST);
/** The output of a body that never waits; a failure is an error that names it. */
function valueFrom(text: string, input: unknown = null): unknown {
  const outcome = start(body(text), input);
  if (outcome.kind !== "completed") throw new Error(JSON.stringify(outcome));
  return outcome.output === "" ? undefined : (JSON.parse(outcome.output) as unknown);
}

const SEQUENCE = `
  const a = yield* ctx.call("say", input.who, { node: "first" });
  const b = yield* ctx.call("say", a + "!");
  return [a, b, ctx.now(), ctx.newGuid(), ctx.random()];
`;

describe("both kinds of definitions", () => {
  const viaFunction: Definition = {
    kind: "function",
    orchestration: orchestration("test", function* (ctx, input) {
      const a = yield* ctx.call<string>("say", (input as { who: string }).who, { node: "first" });
      const b = yield* ctx.call("say", `${a}!`);
      return [a, b, ctx.now(), ctx.newGuid(), ctx.random()];
    }),
  };
  const outcomes = (definition: Definition, session: string) => {
    const given = started({ who: "Ada" });
    const seen = [runner.start(session, definition, given, FIRST)];
    seen.push(runner.deliver(session, [result(1, "hi")], SECOND));
    expect(runner.isLive(session)).toBe(true);
    seen.push(runner.deliver(session, [result(2, "ho", 7)], { turn: 3, nowMs: 3_000 }));
    expect(runner.isLive(session)).toBe(false);
    return seen;
  };

  test("a function and code ask for the same things and end the same", () => {
    const asFunction = outcomes(viaFunction, "f");
    expect(asFunction.at(-1)).toMatchObject({ kind: "completed", output: expect.stringContaining('["hi","ho",3000,') });
    expect(outcomes(body(SEQUENCE), "c")).toEqual(asFunction);
  });

  test.each([
    ["function", () => viaFunction],
    ["code", () => body(SEQUENCE)],
  ])(
    "a %s dropped and rebuilt goes on as if it had stayed; a history that does not fit is a divergence",
    (kind, make) => {
      const definition = make();
      const session = `rebuilt-${kind}`;
      const first = runner.start(session, definition, started({ who: "Ada" }), FIRST);
      runner.drop(session);
      expect(runner.isLive(session)).toBe(false);
      const history: HistoryEvent[] = [
        started({ who: "Ada" }),
        { type: "TurnStarted", seq: 2, atMs: 1_000, turn: 1, deliveredThrough: 1 },
        ...first.actions.map((action, index) => ({ ...action, seq: 3 + index, atMs: 1_000 })),
      ];
      expect(runner.rebuild(session, definition, history)).toEqual({ kind: "live" });
      expect(runner.deliver(session, [result(1, "hi")], SECOND)).toMatchObject({
        kind: "waiting",
        actions: [{ type: "ActivityScheduled", taskId: 2, input: '"hi!"' }],
      });
      const other = [started({ who: "Bob" }), ...history.slice(1)];
      const diverged = runner.rebuild(session, definition, other);
      expect(diverged).toMatchObject({
        kind: "diverged",
        failure: { code: "NonDeterminism", details: { seq: 3, node: "first" } },
      });
      expect(runner.isLive(session)).toBe(false);
    },
  );
});

describe("code that loads", () => {
  test.each([
    ['import { orchestration } from "@dacapo/engine";\nexport default orchestration("a b", function* () {});', "a b"],
    ['export default (orchestration("n", function* () {}))', "n"],
    [
      '// import("x") <!-- -->\nexport default /* ( */ orchestration("n", function* () { return "import(x) <!-- -->"; });\nconst later = 1;',
      "n",
    ],
    ['const name = "m";\nexport\ndefault\norchestration(name, function* () {});', "m"],
  ])("%s", (text, name) => {
    expect(runner.inspect(text)).toEqual({ name });
  });

  test("strings that look like imports and comments keep their value", () => {
    const text = `const s = 'import(1) <!-- -->'; return [s, \`import(\${2}) <!--\`, /import(x)/.test('importx')];`;
    expect(valueFrom(text)).toEqual(["import(1) <!-- -->", "import(2) <!--", true]);
  });

  test.each<[string, string, number | undefined]>([
    ["const x = ;", "not valid JavaScript", 1],
    ["\n\nexport default orchestration('n', function* () {", "not valid JavaScript", 3],
    ['import fs from "node:fs";\nexport default orchestration("n", function* () {});', "nothing else", 1],
    ["export default orchestration('n', function* () {\n  yield import('x');\n});", "cannot import", 2],
    ["export default orchestration('n', function* () {\n return import.meta; });", "import.meta", 2],
    ["export default orchestration('n',\n async function () {});", "async", 2],
    ["export const a = 1;\nexport default orchestration('n', function* () {});", "default alone", 1],
    ["export default function () {}", "must end in", 1],
    ["const a = 1;", "must end in", undefined],
    ["export default 5;", "must export orchestration", undefined],
    [
      "export default { kind: 'orchestration', name: 'x', run: function* () {} };",
      "must export orchestration",
      undefined,
    ],
    ["export default orchestration('', function* () {});", "takes a name", 1],
    ["const a = 1;\nnull.x;\nexport default orchestration('n', function* () {});", "TypeError", 2],
    ["for (;;);\nexport default orchestration('n', function* () {});", "longer than 300 ms", undefined],
  ])("%s is refused with its reason and line", (text, reason, line) => {
    let refusal: unknown;
    try {
      hasty.inspect(text);
    } catch (thrown) {
      refusal = thrown;
    }
    expect(refusal).toBeInstanceOf(InvalidCode);
    expect((refusal as InvalidCode).message).toContain(reason);
    expect((refusal as InvalidCode).line).toBe(line);
  });
});

test("code that is nested too deeply is refused", () => {
  expect(() => runner.inspect(`export default ${"(".repeat(50_000)}`)).toThrow("nested too deeply");
});

describe("failures name their place", () => {
  test("a thrown error carries the line and column of the code, and no frame of the engine", () => {
    const outcome = start(body("  const order = input;\n  // the next line throws\n  return order.items.length;"), {});
    expect(outcome).toMatchObject({
      kind: "failed",
      failure: {
        code: "TypeError",
        message: "Cannot read properties of undefined (reading 'length')",
        details: { line: 4, column: 22 },
      },
    });
    const stack = outcome.kind === "failed" ? outcome.failure.stack : "";
    expect(stack).toMatch(/^TypeError: .*\n {4}at workflow:v\d+:4:22$/);
  });

  test("so does one on the code's first line", () => {
    const text = 'export default orchestration("n", function* () { null.x; });';
    expect(start(code(text))).toMatchObject({
      failure: { details: { line: 1, column: text.indexOf("x;") + 1 } },
    });
  });

  test("a failed activity keeps its failure and its node", () => {
    const session = "failing";
    runner.start(session, body('  yield* ctx.call("pay", 1, { node: "charge" });'), started(), FIRST);
    const failure = { code: "Declined", message: "The card was declined.", cause: { code: "Http", message: "402" } };
    const message: HistoryEvent = { type: "ActivityFailed", seq: 4, atMs: 1, taskId: taskId(1), attempt: 1, failure };
    expect(runner.deliver(session, [message], SECOND)).toMatchObject({
      kind: "failed",
      failure,
      origin: { node: "charge", path: [] },
    });
  });
});

describe("the border holds", () => {
  /** Tries to reach the host from an object; says what it got. */
  const PROBE = `
    const probe = (thing) => {
      try { return "ESCAPED " + typeof thing.constructor.constructor("return process")().pid; }
      catch (e) { return "held"; }
    };
  `;
  test.each([
    ["the context", "probe(ctx)"],
    ["a method of the context", "probe(ctx.call)"],
    ["a task", 'probe(ctx.call("a"))'],
    ["a task's iterator", 'probe(ctx.call("a")[Symbol.iterator]())'],
    ["the input", "probe(input)"],
    ["an item inside the input", "probe(input.list)"],
    ["orchestration itself", "probe(orchestration)"],
    ["a generator", "probe((function* () {})())"],
    ["an error of the engine", "(() => { try { ctx.sleep(-1); } catch (e) { return probe(e); } })()"],
    ["an error of the language", "(() => { try { null.x; } catch (e) { return probe(e); } })()"],
    ["an overflow of the stack", "(() => { const f = () => f(); try { f(); } catch (e) { return probe(e); } })()"],
    [
      "an overflow inside the engine",
      '(() => { const f = () => { ctx.decide("n", 1); f(); }; try { f(); } catch (e) { return probe(e); } })()',
    ],
    ["a text too long", '(() => { try { "x".repeat(2 ** 30); } catch (e) { return probe(e); } })()'],
    ["a regular expression that is wrong", "(() => { try { new RegExp('('); } catch (e) { return probe(e); } })()"],
    ["the global object", "probe(globalThis)"],
    ["this", "probe((function () { return this ?? {}; })())"],
  ])("%s leads nowhere", (_name, attempt) => {
    expect(valueFrom(`${PROBE} return ${attempt};`, { list: [1] })).toBe("held");
  });

  test("an error read at the edge of the stack is not the host's", () => {
    const text = `
      const leaked = [];
      const own = Object.getPrototypeOf(Object.getPrototypeOf(new Error("x")));
      const look = (e) => { if (typeof e === "object" && !(e instanceof Error)) leaked.push(e); };
      const fresh = () => { try { null.f; } catch (e) { return e; } };
      const errors = Array.from({ length: 20000 }, fresh);
      let next = 0;
      const dive = () => {
        try { dive(); } catch (e) { look(e); }
        try { errors[next++].stack; } catch (e) { look(e); }
        try { errors[next++] + ""; } catch (e) { look(e); }
      };
      try { dive(); } catch (e) { look(e); }
      return leaked.length + " " + (next > 1000);
    `;
    expect(valueFrom(text)).toBe("0 true");
  });

  test("a call of the engine at the edge of the stack throws nothing of the host's", () => {
    const text = `
      const leaked = [];
      const look = (e) => { if (!(e instanceof Error)) leaked.push(typeof e); };
      const dive = () => {
        try { dive(); } catch (e) { look(e); }
        try { ctx.newGuid(); ctx.record("r", { a: 1 }); ctx.sleep(-1); } catch (e) { look(e); }
      };
      try { dive(); } catch (e) { look(e); }
      return leaked;
    `;
    const outcome = start(body(text));
    expect(outcome).toMatchObject({ kind: "completed", output: "[]" });
  });

  test("there is no clock, no chance, no way out", () => {
    const names =
      "process require module fetch setTimeout queueMicrotask console WebAssembly Intl Promise Proxy eval Function Compartment lockdown harden getStackString Atomics SharedArrayBuffer request dacapoRealm WeakRef";
    const text = `return ${JSON.stringify(names.split(" "))}.filter((name) => name in globalThis)`;
    expect(valueFrom(text)).toEqual([]);
    expect(
      valueFrom(
        names
          .split(" ")
          .map((name) => `if (typeof ${name} !== "undefined") return "${name}";`)
          .join(""),
      ),
    ).toBe(undefined);
    for (const attempt of ["Date.now()", "new Date()", "Math.random()", "Date()"]) {
      expect(start(body(`return ${attempt};`))).toMatchObject({ kind: "failed" });
    }
    expect(valueFrom("return new Date(86400000).toISOString()")).toBe("1970-01-02T00:00:00.000Z");
  });

  test.each([
    "Object.prototype.polluted = 1",
    "Array.prototype.map = () => 1",
    "globalThis.shared = 1",
    "Object.getPrototypeOf(ctx).call = () => 1",
    'Object.getPrototypeOf(ctx.call("a")).then = 1',
    "Object.getPrototypeOf(function* () {}).prototype.next = () => 1",
    "orchestration.shared = 1",
    "JSON.stringify = () => '{}'",
    "Error.prototype.toJSON = () => 1",
    "Error.prepareStackTrace = () => { throw 1 }; if (Error.prepareStackTrace() === '') throw 1",
    "Error.stackTraceLimit = 0; if (Error.stackTraceLimit === undefined) throw 1",
    "Symbol.iterator.description = 1",
  ])("nothing shared can be changed: %s", (attempt) => {
    const before = valueFrom("return Reflect.ownKeys(Object.getPrototypeOf(ctx)).length");
    expect(start(body(`${attempt}; return "changed";`))).toMatchObject({ kind: "failed" });
    expect(valueFrom("return [{}.polluted, typeof shared, [1].map((x) => x + 1)]")).toEqual([null, "undefined", [2]]);
    expect(valueFrom("return Reflect.ownKeys(Object.getPrototypeOf(ctx)).length")).toBe(before);
  });

  test("instances of one version share nothing either", () => {
    const shared = code(
      'let count = 0;\nexport default orchestration("n", function* () { count += 1; return count; });',
    );
    expect([start(shared), start(shared)].map((outcome) => outcome.kind === "completed" && outcome.output)).toEqual([
      "1",
      "1",
    ]);
  });

  test.each([
    ["a forged task", "yield { [Symbol.iterator]: function* () {} };"],
    ["a task with a borrowed prototype", 'yield Object.create(Object.getPrototypeOf(ctx.call("a")));'],
    ["a new task", 'new (ctx.call("a").constructor)({ settlement: { kind: "value", value: 1 } });'],
    ["a new context", "new ctx.constructor({}, []).now();"],
    ["a method on another object", 'ctx.call.call({}, "a");'],
    ["a body of the code's own making", "yield* ctx.fork(() => ({ next() { return undefined; }, throw() {} }));"],
    ["a getter that throws, as an input", 'yield* ctx.call("a", { get x() { throw new TypeError("mine"); } });'],
    [
      "an options object with getters that lie",
      'let n = 0; yield* ctx.call("a", 1, { get node() { return n++ ? {} : 5; } });',
    ],
  ])("%s fails the instance and nothing else", (_name, text) => {
    expect(start(body(text))).toMatchObject({ kind: "failed", failure: { code: "TypeError" } });
    expect(valueFrom("return 1")).toBe(1);
  });

  test("a thrown object that cannot be read is still a failure", () => {
    const outcome = start(body('throw Object.defineProperty(new Error("x"), "message", { get() { throw 1; } });'));
    expect(outcome).toMatchObject({ kind: "failed", failure: { code: "UnreadableError" } });
  });
});

describe("an episode that runs too long", () => {
  const waiting = () => {
    const session = `bystander${sessions++}`;
    hasty.start(session, body('  return yield* ctx.call("a");'), started(), FIRST);
    return session;
  };
  test.each([
    ["an endless loop", "for (;;);"],
    ["one that catches everything", "for (;;) { try { for (;;); } catch {} finally { for (;;); } }"],
    ["one in a getter that the engine reads", 'ctx.record("n", { get x() { for (;;); } });'],
    ["one in what is thrown", 'throw Object.defineProperty(new Error("x"), "message", { get() { for (;;); } });'],
    ["one in a body of the code's own making", "yield* ctx.fork(() => ({ next() { for (;;); }, throw() {} }));"],
    ["an endless search", '/^(a+)+$/.test("a".repeat(40) + "b");'],
    ["endless yielding", "for (;;) { try { yield 1; } catch {} }"],
    ["endless forks", "for (;;) { try { ctx.fork(function* () {}); } catch {} }"],
  ])("%s is stopped; others go on", (_name, text) => {
    const bystander = waiting();
    const outcome = hasty.start("endless", body(text), started(), FIRST);
    expect(outcome).toMatchObject({
      kind: "failed",
      actions: [],
      failure: { code: "EpisodeTimeout", message: expect.stringContaining("300 ms") },
    });
    expect(hasty.isLive("endless")).toBe(false);
    expect(hasty.deliver(bystander, [result(1, 5)], SECOND)).toMatchObject({ kind: "completed", output: "5" });
  });

  test("in a later turn too, and in a rebuild", () => {
    const definition = body('  yield* ctx.call("a");\n  for (;;);');
    const first = hasty.start("later", definition, started(), FIRST);
    expect(hasty.deliver("later", [result(1, null)], SECOND)).toMatchObject({ failure: { code: "EpisodeTimeout" } });
    const history: HistoryEvent[] = [
      started(),
      { type: "TurnStarted", seq: 2, atMs: 1_000, turn: 1, deliveredThrough: 1 },
      ...first.actions.map((action) => ({ ...action, seq: 3, atMs: 1_000 })),
      result(1, null),
      { type: "TurnStarted", seq: 5, atMs: 2_000, turn: 2, deliveredThrough: 4 },
    ];
    expect(hasty.rebuild("later", definition, history)).toMatchObject({
      kind: "diverged",
      failure: { code: "EpisodeTimeout" },
    });
    expect(hasty.isLive("later")).toBe(false);
  });
});

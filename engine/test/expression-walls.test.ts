import vm from "node:vm";
import { parse } from "acorn";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { bundleRealm } from "../scripts/build-realm.mjs";
import { parseExpression } from "../src/compiler/index.js";
import { createOrchestratorRunner, type OrchestratorRunner } from "../src/host/realm/orchestrator-runner.js";
import { encodeJson, executionId, instanceId } from "../src/model/index.js";
import { ATTEMPTS, attempts, BAIT } from "./expression-escapes.js";

const RUNS = Number(process.env.COMPILER_RUNS ?? 500) * 20;

/** As `check` accepts it in a node that may read `input` alone. */
function isAccepted(text: string): boolean {
  const parsed = parseExpression(text);
  return parsed.ok && parsed.freeNames.every(({ name }) => name === "input" || WORDS.has(name));
}
const WORDS = new Set(
  "Array Boolean Infinity JSON Map Math NaN Number Object Set String parseInt undefined".split(" "),
);

/** Two walls stand between an expression and the machine. Each is tried here without the other. */
describe("the parser alone", () => {
  /**
   * A realm of plain JavaScript, in which everything that leads out is still there and says when it was used: the
   * functions' constructor by its code, reflection, chance, and what every other expression sees of the language.
   */
  class OpenRealm {
    readonly #context = vm.createContext({}, { microtaskMode: "afterEvaluate" });

    constructor() {
      vm.runInContext(
        `globalThis.said = [];
         globalThis.escaped = () => { said.push("code"); return "escaped"; };
         const watch = (owner, name) => {
           const real = owner[name];
           Object.defineProperty(owner, name, { value: (...all) => { said.push(name); return real.apply(owner, all); } });
         };
         for (const name of ["getOwnPropertyDescriptor", "getOwnPropertyDescriptors", "getPrototypeOf", "defineProperty", "setPrototypeOf", "assign"]) watch(Object, name);
         watch(Math, "random");
         const Real = Function;
         const trap = new Proxy(Real, {
           apply(_, __, all) { said.push("Function"); return Real(...all); },
           construct(_, all) { said.push("Function"); return Real(...all); },
         });
         Real.prototype.constructor = trap;
         globalThis.snapshot = () => [Object, Function, Array, String, Number, Math, JSON, Map, Set]
           .flatMap((each) => [each, each.prototype].filter(Boolean).map((owner) => Reflect.ownKeys(owner).length)).join();
         globalThis.untouched = snapshot();`,
        this.#context,
      );
    }

    /** What was used that leads out, while the expression was computed and its value was made JSON. */
    run(text: string): readonly string[] {
      const source = `
        said.length = 0;
        try { JSON.stringify(((input) => (${text}))(${JSON.stringify(BAIT)})); } catch {}
        if (snapshot() !== untouched) said.push("pollution");
        said.join()`;
      let said: string;
      try {
        said = String(vm.runInContext(source, this.#context, { timeout: 2_000 }));
      } catch (thrown) {
        // What it was stopped at is not what is asked here. The error is one of the realm's own, if it had to be stopped there.
        if ((thrown as { readonly code?: unknown } | null)?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return [];
        throw thrown;
      }
      return said === "" ? [] : said.split(",");
    }
  }

  test("the realm tells what gets out", () => {
    const realm = new OpenRealm();
    expect(realm.run('(() => 1)["constructor"](input.code)()')).toEqual(["Function", "code"]);
    expect(realm.run("Math.random()")).toEqual(["random"]);
    expect(realm.run("Object.prototype.x = 1")).toEqual(["pollution"]);
    expect(new OpenRealm().run("input.items.map(item => input.prices[item.sku])")).toEqual([]);
  });

  test.each(ATTEMPTS)("%s", (text) => {
    expect(isAccepted(text)).toBe(false);
  });

  test("whatever is accepted does not get out", () => {
    const realm = new OpenRealm();
    let accepted = 0;
    fc.assert(
      fc.property(attempts, (text) => {
        if (!isAccepted(text)) return;
        accepted += 1;
        expect(realm.run(text)).toEqual([]);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    expect(accepted).toBeGreaterThan(RUNS / 50);
  });

  test.each([
    "input.prices[input.name]",
    "input.prices[input.name] ?? 0",
    "input.prices[input.name].value.toFixed(2)",
    "input.rates[input.from][input.to] * 2",
    "{ price: input.prices[input.name], all: [input.prices[input.name]] }",
    "input.items.map(item => input.prices[item.sku])",
    "input.items.map(item => ({ ...item, price: input.prices[item.sku] }))",
    "input.orders.map(order => order.items.filter(item => input.flags[item.sku]))",
    "input.items.reduce((sum, item) => sum + input.prices[item.sku] * item.count, 0)",
    "input.items.filter(item => input.allowed[item.role]).length",
    "input.items.toSorted((a, b) => input.ranks[a.sku] - input.ranks[b.sku])",
    "input.groups[input.name].map(item => item.price).join(', ')",
    "Object.entries(input.groups[input.name])",
    "Math.max(input.prices[input.name], 1)",
    "String(input.prices[input.name]).trim()",
    "input.text.split(',').map(Number)",
    "input.list[input.list.length - 1]",
    "input.columns[`sku_${input.name}`]",
    "input.codes.includes(input.prices[input.name])",
  ])("%s is what people write, and accepted", (text) => {
    expect(parseExpression(text)).toMatchObject({ ok: true });
  });
});

describe("the compartment alone", () => {
  /** Everything that no expression may see; `escaped` is what got out, by name. */
  const CODE =
    "['process','require','module','fetch','setTimeout','queueMicrotask','console','WebAssembly','Atomics','SharedArrayBuffer','request','dacapoRealm'].filter((name) => name in globalThis).concat(typeof process === 'undefined' ? [] : ['process']).map((name) => 'escaped ' + name)[0]";
  let runner: OrchestratorRunner;
  beforeAll(async () => {
    runner = createOrchestratorRunner({ bundle: await bundleRealm(), episodeMsMax: 60_000 });
  });
  let count = 0;
  const run = (expressions: readonly string[]): { readonly output: string } => {
    const tried = expressions.map((text) => `() => (${text})`).join(",\n");
    const code = `export default orchestration("walls", function* (ctx, input) {
      const escaped = () => ${CODE};
      const values = [];
      for (const attempt of [${tried}]) {
        try { values.push(String(JSON.stringify(attempt())).slice(0, 200)); } catch (error) { values.push("refused"); }
      }
      const shared = [Object, Function, Array, String, Number, Math, JSON, Map, Set].every((each) => Object.isFrozen(each));
      return [shared, Reflect.ownKeys({}).length + Object.keys(Object.prototype).length, ...values];
    });`;
    const version = `walls${count++}`;
    const outcome = runner.start(
      version,
      { kind: "code", version, code },
      {
        type: "ExecutionStarted",
        seq: 1,
        atMs: 1,
        instanceId: instanceId("walls"),
        executionId: executionId(version),
        name: "walls",
        input: encodeJson({ ...BAIT, code: `return ${CODE}`, parts: [`a = ${CODE}`, "return a"] }),
        tags: {},
      },
      { turn: 1, nowMs: 1 },
    );
    if (outcome.kind !== "completed") throw new Error(`${JSON.stringify(outcome)}\n${code}`);
    return { output: String(outcome.output) };
  };
  /** What the realm can be given: one expression each, without import and async, which it refuses by its own reading. */
  const isExpression = (text: string): boolean => {
    if (/import|async/.test(text)) return false;
    try {
      return parse(`(${text})`, { ecmaVersion: 2023, sourceType: "module" }).body.length === 1;
    } catch {
      return false;
    }
  };

  test("code that is made within sees nothing but the language either", () => {
    const { output } = run(['(() => 1)["constructor"](input.code)()', "Object.keys(globalThis).length > 0"]);
    expect(output).not.toContain("escaped ");
    expect(output).toMatch(/^\[true,0,/);
  });

  test("what was thought of by hand does not get out", () => {
    const expressions = ATTEMPTS.filter(isExpression);
    expect(expressions.length).toBeGreaterThan(50);
    const { output } = run(expressions);
    expect(output).not.toContain("escaped ");
    expect(output).toMatch(/^\[true,0,/);
  });

  test("nor does anything that is put together by chance", () => {
    const batch = fc.array(attempts.filter(isExpression), { minLength: 100, maxLength: 100 });
    fc.assert(
      fc.property(batch, (expressions) => {
        const { output } = run(expressions.map((text) => text.replace(/\bx\b/g, "input")));
        expect(output).not.toContain("escaped ");
        expect(output).toMatch(/^\[true,0,/);
      }),
      { numRuns: Math.ceil(RUNS / 500), endOnFailure: true },
    );
  });
});

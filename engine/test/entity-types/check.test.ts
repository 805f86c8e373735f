import { readFileSync, writeFileSync } from "node:fs";
import { entityCodeStripper } from "@dacapo/engine";
import { checkEntityType, compileEntityType, type EntityType, parseEntityType } from "@dacapo/engine/compiler";
import { describe, expect, test } from "vitest";
import { account } from "./types.js";

const GOLDEN = new URL("./account.expected.txt", import.meta.url);
const stripTypes = await entityCodeStripper();

const operation = (body: EntityType["operations"][number]["body"], more: object = {}) => ({
  operations: [{ name: "go", body, ...more }],
});
const code = (source: string, language: "javascript" | "typescript" = "javascript") =>
  operation({ kind: "code", language, source });
const result = (text: string) => operation({ kind: "expressions", result: text });

test("a type becomes the module that is expected", () => {
  const compiled = compileEntityType(account, { stripTypes });
  expect(compiled.diagnostics).toEqual([]);
  const text = compiled.ok ? compiled.program.code : "";
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(GOLDEN, text);
  expect(text).toBe(readFileSync(GOLDEN, "utf8"));
});

test("the first line of a person's code is known", () => {
  const compiled = compileEntityType(account, { stripTypes });
  if (!compiled.ok) throw new Error("it compiles");
  const { code: text, operations } = compiled.program;
  const lines = text.split("\n");
  const withdraw = operations.find(({ name }) => name === "withdraw");
  expect(lines[(withdraw?.lines?.from ?? 0) - 1]).toBe("if (input > state.balance) {");
  expect(withdraw?.lines?.count).toBe(6);
});

describe("a mistake is told where it is", () => {
  test.each<[string, Partial<EntityType>, string, string, RegExp]>([
    ["no name", { name: "" }, "name-invalid", "name", /has no name/],
    ["capitals", { name: "Account" }, "name-invalid", "name", /small letters/],
    ["a name that is taken", { name: "counter" }, "name-taken", "name", /already/],
    ["a schema that is none", { stateSchema: { type: "money" } }, "schema-invalid", "stateSchema", /"money"/],
    ["a schema nobody can read", { stateSchema: { if: {}, else: {} } }, "schema-invalid", "stateSchema", /other words/],
    [
      "an initial state that does not fit",
      { initialState: { balance: "0", moves: [] } },
      "setting-invalid",
      "initialState",
      /balance: /,
    ],
    [
      "an initial state without what is needed",
      { stateSchema: { properties: { a: { type: "array", items: { required: ["b"] } } } }, initialState: { a: [{}] } },
      "setting-invalid",
      "initialState",
      /a\.0\.b: it is missing/,
    ],
    ["no operation", { operations: [] }, "setting-missing", "operations", /Add one/],
    [
      "two of one name",
      { operations: [...result("1").operations, ...result("2").operations] },
      "name-taken",
      "operations.1.name",
      /Two operations/,
    ],
    [
      "an operation without a name",
      { operations: [{ name: "", body: { kind: "expressions", result: "1" } }] },
      "name-invalid",
      "operations.0.name",
      /no name/,
    ],
    [
      "a name that is no name",
      { operations: [{ name: "a b", body: { kind: "expressions", result: "1" } }] },
      "name-invalid",
      "operations.0.name",
      /"a b"/,
    ],
    ["nothing given", operation({ kind: "expressions" }), "setting-missing", "operations.0.body", /does nothing/],
    ["an empty expression", result("  "), "setting-missing", "operations.0.body.result", /empty/],
    ["an unknown name", result("stat.balance"), "name-unknown", "operations.0.body.result", /Did you mean state\?/],
    ["the rules of state machines", result("asl.now()"), "name-unknown", "operations.0.body.result", /"asl"/],
    ["a value that is called", result("state()"), "expression-forbidden", "operations.0.body.result", /not a function/],
    [
      "half an expression",
      result("state."),
      "expression-syntax",
      "operations.0.body.result",
      /not a JavaScript expression/,
    ],
    ["a way out", result("state.constructor"), "expression-forbidden", "operations.0.body.result", /constructor/],
    ["two expressions", result("1; 2"), "expression-syntax", "operations.0.body.result", /ends before/],
    ["no code", code(" "), "setting-missing", "operations.0.body.source", /has no code/],
    ["code that is none", code("return {"), "code-syntax", "operations.0.body.source", /line 1/],
    ["code that ends its function", code("} + function () {"), "code-syntax", "operations.0.body.source", /./],
    [
      "code that ends its function and begins another",
      code("}); (function () {"),
      "code-syntax",
      "operations.0.body.source",
      /closing brace/,
    ],
    ["code that waits", code("return await state;"), "code-syntax", "operations.0.body.source", /./],
    ["an invisible line", code("return\u2028{}"), "code-syntax", "operations.0.body.source", /invisible/],
    [
      "types that are none",
      code("const a: = 1", "typescript"),
      "code-syntax",
      "operations.0.body.source",
      /not TypeScript/,
    ],
    [
      "an input schema that is none",
      operation({ kind: "expressions", result: "1" }, { inputSchema: { type: 3 } }),
      "schema-invalid",
      "operations.0.inputSchema",
      /input of "go"/,
    ],
    [
      "an output schema that is none",
      operation({ kind: "expressions", result: "1" }, { outputSchema: { minimum: "a" } }),
      "schema-invalid",
      "operations.0.outputSchema",
      /result of "go"/,
    ],
  ])("%s", (_, changes, expected, field, message) => {
    const compiled = compileEntityType({ ...account, ...changes }, { takenNames: ["counter"], stripTypes });
    expect(compiled.ok).toBe(false);
    expect(compiled.diagnostics).toContainEqual(
      expect.objectContaining({ severity: "error", code: expected, field, message: expect.stringMatching(message) }),
    );
  });

  test("a state that is made and then forgotten keeps nobody from publishing", () => {
    const idle = { ...account, ...operation({ kind: "expressions", state: "state" }, { forgets: true }) } as EntityType;
    expect(checkEntityType(idle)).toMatchObject([{ severity: "warning", code: "no-effect" }]);
    expect(compileEntityType(idle).ok).toBe(true);
  });

  test("at a place of the text", () => {
    const [found] = checkEntityType({ ...account, ...result("1 + stat") });
    expect(found?.range).toEqual({ from: 4, to: 8 });
    const [syntax] = checkEntityType({ ...account, ...code("let a = 1;\nlet b = ;") });
    expect(syntax).toMatchObject({ range: { from: 19, to: 20 }, message: expect.stringContaining("line 2") });
  });
});

test("what is no type of entity is refused with its places", () => {
  expect(parseEntityType({ ...account, operations: [{ name: "a", body: { kind: "magic" } }] })).toMatchObject({
    ok: false,
    problems: [{ path: "operations.0.body.kind" }],
  });
  expect(parseEntityType({ ...account, colour: "red" })).toMatchObject({ ok: false });
  expect(parseEntityType(account)).toEqual({ ok: true, entityType: account });
});

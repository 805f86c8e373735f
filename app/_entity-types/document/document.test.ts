import { checkEntityType, compileEntityType, type Diagnostic } from "@dacapo/engine/compiler";
import { describe, expect, test } from "vitest";
import { jsonText, readJsonText, readObjectText } from "./json-text";
import { bodyAs, FIRST_TYPE, replaceOperation, withOperation, withoutOperation, withSetting } from "./operations";
import { allProblems, problemsOf, whyNotPublish } from "./problems";

describe("operations", () => {
  test("the first type lacks nothing but a name", () => {
    expect(checkEntityType(FIRST_TYPE).map(({ field }) => field)).toEqual(["name"]);
  });

  test("one more has a name of its own, and can be published as it is", () => {
    const named = { ...FIRST_TYPE, name: "tally" };
    const two = withOperation(named);
    const three = withOperation({ ...two, operations: [...two.operations.slice(1), ...two.operations.slice(0, 1)] });
    expect(new Set(three.operations.map(({ name }) => name)).size).toBe(3);
    expect(compileEntityType(three).ok).toBe(true);
    expect(withoutOperation(three, 1).operations).toEqual([three.operations[0], three.operations[2]]);
  });

  test("expressions become the code that says the same", () => {
    const [add] = FIRST_TYPE.operations;
    if (add === undefined) throw new Error("there is one");
    const code = bodyAs(add.body, "code");
    expect(code).toEqual({
      kind: "code",
      language: "javascript",
      source: "return {\n  state: { count: state.count + input },\n  result: state.count + input,\n};",
    });
    expect(bodyAs(code, "typescript")).toMatchObject({ language: "typescript" });
    expect(bodyAs(add.body, "expressions")).toBe(add.body);
    const changed = replaceOperation({ ...FIRST_TYPE, name: "tally" }, 0, { ...add, body: code });
    expect(compileEntityType(changed).ok).toBe(true);
    expect(bodyAs({ kind: "expressions" }, "code")).toMatchObject({ source: expect.stringContaining("return") });
  });

  test("a setting that is empty is absent", () => {
    expect(withSetting({ name: "a", title: "b" } as { name: string; title?: string }, "title", undefined)).toEqual({
      name: "a",
    });
    expect(withSetting({ name: "a" } as { name: string; title?: string }, "title", "c")).toEqual({
      name: "a",
      title: "c",
    });
  });
});

describe("JSON as text", () => {
  test("is short where it fits, and nothing where there is none", () => {
    expect(jsonText({ a: 1 })).toBe('{"a":1}');
    expect(jsonText({ a: "x".repeat(50) })).toContain("\n");
    expect(jsonText(undefined)).toBe("");
  });

  test("says what is wrong", () => {
    expect(readJsonText(" ")).toEqual({ ok: true, value: undefined });
    expect(readJsonText("null")).toEqual({ ok: true, value: null });
    expect(readJsonText("{")).toMatchObject({ ok: false, message: expect.stringContaining("not JSON yet") });
    expect(readObjectText("[]")).toMatchObject({ ok: false, message: expect.stringContaining("is an object") });
    expect(readObjectText('{"type":"number"}')).toEqual({ ok: true, value: { type: "number" } });
  });
});

describe("problems", () => {
  const problem = (field: string, severity: Diagnostic["severity"] = "error"): Diagnostic => ({
    severity,
    code: "setting-invalid",
    field,
    message: `about ${field}`,
  });

  test("stand at their setting", () => {
    const all = [problem("operations.1.body.state"), problem("operations.10.name"), problem("name")];
    expect(problemsOf(all, "operations.1")).toEqual([all[0]]);
    expect(problemsOf(all, "name")).toEqual([all[2]]);
  });

  test("are told once, whoever found them", () => {
    const [here, there] = [problem("name"), problem("operations.0.body.source")];
    expect(allProblems([here], [here, there])).toEqual([here, there]);
  });

  test("keep a type from being published, and warnings do not", () => {
    expect(whyNotPublish([problem("a", "warning")], 0)).toBeUndefined();
    expect(whyNotPublish([problem("a")], 0)).toMatch(/^1 problem/);
    expect(whyNotPublish([problem("a"), problem("b")], 0)).toMatch(/^2 problems/);
    expect(whyNotPublish([], 1)).toMatch(/JSON/);
  });
});

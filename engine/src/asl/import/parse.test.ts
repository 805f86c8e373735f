import { describe, expect, test } from "vitest";
import { parseDefinition, readDefinitionText } from "./parse.js";

const END = { End: true } as const;
const machine = (states: Readonly<Record<string, unknown>>, more: object = {}) => ({
  StartAt: Object.keys(states)[0],
  States: states,
  ...more,
});
const pass = { Type: "Pass", ...END };
const task = (more: object) => machine({ T: { Type: "Task", Resource: "arn:x", ...END, ...more } });
const choice = (rule: object) => machine({ C: { Type: "Choice", Choices: [rule], Default: "P" }, P: pass });
const map = (more: object) => machine({ M: { Type: "Map", ItemProcessor: machine({ I: pass }), ...END, ...more } });
const wait = (more: object) => machine({ W: { Type: "Wait", ...END, ...more } });
const only = (more: object) => machine({ A: { Type: "Pass", ...END, ...more } });
const jsonata = (states: Readonly<Record<string, unknown>>) => machine(states, { QueryLanguage: "JSONata" });

/** Every kind of broken definition, with the place that is named and a piece of what is said of it. */
const BROKEN: readonly (readonly [string, unknown, string, string])[] = [
  ["no object", [], "", "is an object with StartAt and States"],
  ["no states", { StartAt: "A" }, "States", "at least one state"],
  ["empty states", { StartAt: "A", States: {} }, "States", "at least one state"],
  ["no StartAt", { States: { A: pass } }, "StartAt", "names the first state"],
  ["a StartAt of nobody", { StartAt: "B", States: { A: pass } }, "StartAt", "there is no such state. There are A"],
  ["a foreign field", machine({ A: pass }, { Start: "A" }), "Start", "There is no field"],
  ["another version", machine({ A: pass }, { Version: "2.0" }), "Version", '"1.0"'],
  ["a limit of nothing", machine({ A: pass }, { TimeoutSeconds: 0 }), "TimeoutSeconds", "whole number from 1"],
  [
    "a query language of nobody",
    machine({ A: pass }, { QueryLanguage: "XPath" }),
    "QueryLanguage",
    "JSONPath or JSONata",
  ],
  [
    "JSONPath in JSONata",
    jsonata({ A: { ...pass, QueryLanguage: "JSONPath" } }),
    "States.A.QueryLanguage",
    "inside of JSONata",
  ],
  ["a state that is none", machine({ A: "Pass" }), "States.A", "an object with a Type"],
  ["no type", machine({ A: END }), "States.A.Type", "is one of Pass, Task"],
  ["an unknown type", machine({ A: { Type: "Loop", ...END } }), "States.A.Type", '"Loop"'],
  ["a long name", machine({ ["n".repeat(81)]: pass }), `States.${"n".repeat(81)}`, "1 to 80 characters"],
  ["a Next of nobody", machine({ A: { Type: "Pass", Next: "B" } }), "States.A.Next", 'names "B"'],
  ["Next and End", machine({ A: { Type: "Pass", Next: "B", ...END }, B: pass }), "States.A.Next", "both Next and End"],
  ["neither Next nor End", machine({ A: { Type: "Pass" } }), "States.A", "neither Next nor End"],
  ["an End that is no boolean", machine({ A: { Type: "Pass", End: "yes", Next: "A" } }), "States.A.End", "End is true"],
  [
    "no way out",
    machine({ A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } }),
    "States",
    "No state ends",
  ],
  ["a state that no way leads to", machine({ A: pass, B: pass }), "States.B", "No way leads to this state"],
  [
    "two states of one name",
    machine({ P: { Type: "Parallel", Branches: [machine({ P: pass })], ...END } }),
    "States.P.Branches[0].States.P",
    "two states called",
  ],
  [
    "an End of a Choice",
    machine({ C: { Type: "Choice", Choices: [{ Variable: "$.a", IsNull: true, Next: "P" }], ...END }, P: pass }),
    "States.C.End",
    "A Choice state has no End",
  ],
  ["no Choices", machine({ C: { Type: "Choice", Choices: [] } }), "States.C.Choices", "at least one rule"],
  ["a rule without Next", choice({ Variable: "$.a", IsNull: true }), "States.C.Choices[0].Next", "has no Next"],
  [
    "a rule without Variable",
    choice({ StringEquals: "a", Next: "P" }),
    "States.C.Choices[0].Variable",
    "has no Variable",
  ],
  ["a rule that compares nothing", choice({ Variable: "$.a", Next: "P" }), "States.C.Choices[0]", "compares nothing"],
  [
    "a comparison of nobody",
    choice({ Variable: "$.a", StringSortOf: "b", Next: "P" }),
    "States.C.Choices[0].StringSortOf",
    "no comparison",
  ],
  [
    "two comparisons",
    choice({ Variable: "$.a", IsNull: true, IsString: true, Next: "P" }),
    "States.C.Choices[0].IsString",
    "one comparison",
  ],
  [
    "a text to compare numbers with",
    choice({ Variable: "$.a", NumericEquals: "1", Next: "P" }),
    "States.C.Choices[0].NumericEquals",
    "compares with a number",
  ],
  [
    "a time that is none",
    choice({ Variable: "$.a", TimestampEquals: "noon", Next: "P" }),
    "States.C.Choices[0].TimestampEquals",
    "compares with a timestamp",
  ],
  ["an And of nothing", choice({ And: [], Next: "P" }), "States.C.Choices[0].And", "at least one rule"],
  [
    "a Next within an And",
    choice({ And: [{ Variable: "$.a", IsNull: true, Next: "P" }], Next: "P" }),
    "States.C.Choices[0].And[0].Next",
    "no comparison",
  ],
  ["a path that is none", only({ InputPath: "order" }), "States.A.InputPath", "begins with $"],
  ["a path with an open bracket", only({ InputPath: "$.a[" }), "States.A.InputPath", "character 4"],
  [
    "a filter in a language of its own",
    only({ InputPath: "$.a[?(@.b =~ /x/)]" }),
    "States.A.InputPath",
    "not supported",
  ],
  ["a ResultPath to many places", only({ ResultPath: "$.a[*]" }), "States.A.ResultPath", "names one place"],
  ["a ResultPath into the context", only({ ResultPath: "$$.a" }), "States.A.ResultPath", "begins with $"],
  [
    "a query that is no text",
    only({ Parameters: { "a.$": 1 } }),
    "States.A.Parameters.a.$",
    "a path or an intrinsic function",
  ],
  ["a field given twice", only({ Parameters: { a: 1, "a.$": "$.a" } }), "States.A.Parameters", "given twice"],
  [
    "a function of nobody",
    only({ Parameters: { "a.$": "States.Magic()" } }),
    "States.A.Parameters.a.$",
    "no function States.Magic",
  ],
  [
    "too few arguments",
    only({ Parameters: { "a.$": "States.MathAdd(1)" } }),
    "States.A.Parameters.a.$",
    "takes 2 arguments and has 1",
  ],
  [
    "a function that is not closed",
    only({ Parameters: { "a.$": "States.Format('a'" } }),
    "States.A.Parameters.a.$",
    "character",
  ],
  [
    "a text that is not closed",
    only({ Parameters: { "a.$": "States.Format('a)" } }),
    "States.A.Parameters.a.$",
    "not closed",
  ],
  ["JSONata's field in JSONPath", only({ Output: 1 }), "States.A.Output", "belongs to JSONata"],
  [
    "JSONPath's field in JSONata",
    jsonata({ A: { ...pass, InputPath: "$" } }),
    "States.A.InputPath",
    "belongs to JSONPath",
  ],
  [
    "a JSONata expression that is none",
    jsonata({ A: { ...pass, Output: "{% 1 + %}" } }),
    "States.A.Output",
    "is not valid",
  ],
  ["an empty JSONata expression", jsonata({ A: { ...pass, Output: "{%  %}" } }), "States.A.Output", "is empty"],
  [
    "a condition that is no expression",
    jsonata({ C: { Type: "Choice", Choices: [{ Condition: "yes", Next: "P" }], Default: "P" }, P: pass }),
    "States.C.Choices[0].Condition",
    "between {% and %}",
  ],
  ["a variable called states", only({ Assign: { states: 1 } }), "States.A.Assign.states", "reserved"],
  [
    "a variable with a name that is none",
    only({ Assign: { "a-b": 1 } }),
    "States.A.Assign.a-b",
    "not a name for a variable",
  ],
  ["a Task without a resource", machine({ T: { Type: "Task", ...END } }), "States.T.Resource", "has no Resource"],
  [
    "two limits",
    task({ TimeoutSeconds: 5, TimeoutSecondsPath: "$.t" }),
    "States.T.TimeoutSecondsPath",
    "exclude each other",
  ],
  [
    "a heartbeat that is no shorter",
    task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
    "States.T.HeartbeatSeconds",
    "less than TimeoutSeconds",
  ],
  ["a Retry that is no list", task({ Retry: {} }), "States.T.Retry", "is a list"],
  [
    "a retrier without errors",
    task({ Retry: [{ MaxAttempts: 1 }] }),
    "States.T.Retry[0].ErrorEquals",
    "at least one error name",
  ],
  [
    "States.ALL among others",
    task({ Retry: [{ ErrorEquals: ["States.ALL", "A"] }] }),
    "States.T.Retry[0].ErrorEquals",
    "stands alone",
  ],
  [
    "States.ALL before others",
    task({
      Catch: [
        { ErrorEquals: ["States.ALL"], Next: "T" },
        { ErrorEquals: ["A"], Next: "T" },
      ],
    }),
    "States.T.Catch[0].ErrorEquals",
    "comes last",
  ],
  [
    "an interval of nothing",
    task({ Retry: [{ ErrorEquals: ["A"], IntervalSeconds: 0 }] }),
    "States.T.Retry[0].IntervalSeconds",
    "whole number from 1",
  ],
  [
    "attempts below 0",
    task({ Retry: [{ ErrorEquals: ["A"], MaxAttempts: -1 }] }),
    "States.T.Retry[0].MaxAttempts",
    "whole number from 0",
  ],
  [
    "a rate below 1",
    task({ Retry: [{ ErrorEquals: ["A"], BackoffRate: 0.5 }] }),
    "States.T.Retry[0].BackoffRate",
    "from 1",
  ],
  [
    "a longest wait that is no longer",
    task({ Retry: [{ ErrorEquals: ["A"], IntervalSeconds: 5, MaxDelaySeconds: 5 }] }),
    "States.T.Retry[0].MaxDelaySeconds",
    "greater than IntervalSeconds",
  ],
  [
    "another jitter",
    task({ Retry: [{ ErrorEquals: ["A"], JitterStrategy: "HALF" }] }),
    "States.T.Retry[0].JitterStrategy",
    "FULL or NONE",
  ],
  ["a catcher without Next", task({ Catch: [{ ErrorEquals: ["A"] }] }), "States.T.Catch[0].Next", "has no Next"],
  ["a Wait for nothing", wait({}), "States.W", "has none of Seconds"],
  ["a Wait for two things", wait({ Seconds: 1, SecondsPath: "$.s" }), "States.W.SecondsPath", "exclude each other"],
  ["seconds that are none", wait({ Seconds: "5" }), "States.W.Seconds", "a number from 0"],
  ["a timestamp that is none", wait({ Timestamp: "tomorrow" }), "States.W.Timestamp", "2024-08-18T17:33:00Z"],
  [
    "two errors",
    machine({ F: { Type: "Fail", Error: "a", ErrorPath: "$.e" } }),
    "States.F.ErrorPath",
    "exclude each other",
  ],
  [
    "a Parallel of nothing",
    machine({ P: { Type: "Parallel", Branches: [], ...END } }),
    "States.P.Branches",
    "at least one state machine",
  ],
  [
    "a broken branch",
    machine({ P: { Type: "Parallel", Branches: [machine({ B: { Type: "Pass", Next: "P" } })], ...END } }),
    "States.P.Branches[0].States.B.Next",
    "no such state",
  ],
  [
    "a Map without a processor",
    machine({ M: { Type: "Map", ...END } }),
    "States.M.ItemProcessor",
    "has no ItemProcessor",
  ],
  ["two selectors", map({ ItemSelector: {}, Parameters: {} }), "States.M.ItemSelector", "exclude each other"],
  [
    "an unknown mode",
    map({ ItemProcessor: machine({ I: pass }, { ProcessorConfig: { Mode: "BIG" } }) }),
    "States.M.ItemProcessor.ProcessorConfig.Mode",
    "INLINE or DISTRIBUTED",
  ],
  [
    "a distributed Map of no type",
    map({ ItemProcessor: machine({ I: pass }, { ProcessorConfig: { Mode: "DISTRIBUTED" } }) }),
    "States.M.ItemProcessor.ProcessorConfig.ExecutionType",
    "STANDARD or EXPRESS",
  ],
  ["concurrency below 0", map({ MaxConcurrency: -1 }), "States.M.MaxConcurrency", "from 0"],
  [
    "a share above all",
    map({ ToleratedFailurePercentage: 101 }),
    "States.M.ToleratedFailurePercentage",
    "from 0 to 100",
  ],
  ["a batcher without a size", map({ ItemBatcher: {} }), "States.M.ItemBatcher", "MaxItemsPerBatch"],
];

describe("what Step Functions would not take is refused, with the field and the state", () => {
  test.each(BROKEN)("%s", (_, definition, path, said) => {
    const parsed = parseDefinition(definition);
    expect(parsed.ok).toBe(false);
    const problems = parsed.ok ? [] : parsed.problems;
    expect(problems).toContainEqual(expect.objectContaining({ path, message: expect.stringContaining(said) }));
    const state = /^.*States\.([^.[]+)/.exec(path)?.[1];
    if (state !== undefined) expect(problems.find((problem) => problem.path === path)?.state).toBe(state);
  });

  test("each kind has a message of its own", () => {
    const messages = BROKEN.map(([, definition, path]) => {
      const parsed = parseDefinition(definition);
      return parsed.ok ? "" : parsed.problems.find((problem) => problem.path === path)?.message;
    });
    expect(new Set(messages).size).toBeGreaterThan(BROKEN.length * 0.8);
  });

  test("all problems are told at once", () => {
    const parsed = parseDefinition(machine({ A: { Type: "Pass", InputPath: "a", OutputPath: "b", Next: "C" } }));
    expect(parsed.ok ? [] : parsed.problems.map(({ path }) => path)).toEqual([
      "States.A.InputPath",
      "States.A.OutputPath",
      "States.A.Next",
    ]);
  });
});

describe("the text of a definition", () => {
  const text = (value: string) => readDefinitionText(value);
  test("is JSON or YAML", () => {
    expect(text('{"StartAt": "A"}')).toEqual({ ok: true, value: { StartAt: "A" } });
    expect(text("StartAt: A\nStates: {}\n")).toEqual({ ok: true, value: { StartAt: "A", States: {} } });
  });
  test.each(["", "{", "a: [", "- a", "plain"])("%j is refused", (value) => {
    expect(text(value)).toMatchObject({ ok: false });
  });
  test("aliases cannot make it large", () => {
    const levels = Array.from(
      { length: 12 },
      (_, index) => `a${index + 1}: &a${index + 1} [${Array(10).fill(`*a${index}`).join(", ")}]`,
    );
    expect(text(["a0: &a0 [x]", ...levels].join("\n"))).toMatchObject({ ok: false });
  });
});

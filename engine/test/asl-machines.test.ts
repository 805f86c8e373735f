import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CaseEngine, type MachineCase, type SimulatedClock, simulateClock } from "../src/asl/check/index.js";
import type { Json } from "../src/model/index.js";

/** Machines of our own, one for each thing that the language says. Expectations follow its specification. */
let engine: CaseEngine;
let clock: SimulatedClock;
beforeAll(async () => {
  clock = simulateClock();
  engine = await CaseEngine.open();
});
afterAll(async () => {
  await engine.close();
  clock.restore();
});

type States = Readonly<Record<string, unknown>>;
type Rest = Partial<Pick<MachineCase, "stateOrder" | "stateCounts" | "taskScript">> & { readonly input?: Json };

async function run(definition: unknown, expected: MachineCase["expect"], rest: Rest): Promise<void> {
  const { input = {}, ...more } = rest;
  const result = await engine.check({ id: "own", stratum: "own", definition, input, expect: expected, ...more });
  expect(result).toEqual({ outcome: "passed" });
}

const machine = (states: States, more: object = {}) => ({ StartAt: Object.keys(states)[0], States: states, ...more });
const succeeds = (states: States, output: Json, rest: Rest = {}) =>
  run(machine(states), { status: "SUCCEEDED", output }, rest);
const fails = (states: States, error: string | undefined, rest: Rest = {}) =>
  run(machine(states), { status: "FAILED", ...(error !== undefined && { error }) }, rest);
const jsonata = (states: States) => machine(states, { QueryLanguage: "JSONata" });

const end = { End: true } as const;
const pass = (more: object = {}) => ({ Type: "Pass", ...more });
const task = (more: object = {}) => ({ Type: "Task", Resource: "arn:aws:lambda:us-east-1:1:function:f", ...more });
const failed = (error: string, cause = "") => ({ fail: { error, cause } });

describe("data flow", () => {
  test("ResultPath puts the result into the input, deep, too", () =>
    succeeds(
      { A: pass({ Result: 1, ResultPath: "$.a.b", Next: "B" }), B: pass({ Result: 2, ResultPath: "$.a.c", ...end }) },
      { x: 0, a: { b: 1, c: 2 } },
      { input: { x: 0 } },
    ));
  test("ResultPath reads the raw input, not what InputPath chose", () =>
    succeeds({ A: pass({ InputPath: "$.in", ResultPath: "$.out", ...end }) }, { in: 5, out: 5 }, { input: { in: 5 } }));
  test("a null ResultPath drops the result", () =>
    succeeds({ A: pass({ Result: 1, ResultPath: null, ...end }) }, { x: 1 }, { input: { x: 1 } }));
  test("null InputPath and OutputPath are empty objects", () =>
    succeeds(
      {
        A: pass({ InputPath: null, Next: "B" }),
        B: pass({ Parameters: { got: 1, "all.$": "$" }, ResultPath: "$.b", OutputPath: "$.b", ...end }),
      },
      { got: 1, all: {} },
      { input: { x: 1 } },
    ));
  test("ResultPath into a text fails the machine", () =>
    fails({ A: pass({ Result: 1, ResultPath: "$.a", ...end }) }, "States.ResultPathMatchFailure", { input: "text" }));
  test("a path that leads nowhere fails the machine", () =>
    fails({ A: pass({ Parameters: { "x.$": "$.no" }, ...end }) }, "States.Runtime", { input: {}, stateOrder: ["A"] }));
  test("a member of a known object that is not there fails, too", () =>
    fails(
      { A: pass({ Result: { a: 1 }, Next: "B" }), B: pass({ Parameters: { "x.$": "$.b" }, ...end }) },
      "States.Runtime",
      { stateOrder: ["A", "B"] },
    ));
  test("Parameters within lists are evaluated", () =>
    succeeds(
      { A: pass({ Parameters: { list: [{ "a.$": "$.x" }, 1] }, ...end }) },
      { list: [{ a: 7 }, 1] },
      { input: { x: 7 } },
    ));
  test("wildcards, slices, unions and filters give lists", () =>
    succeeds(
      {
        A: pass({
          Parameters: {
            "a.$": "$.l[*].n",
            "b.$": "$.l[1:]",
            "c.$": "$.l[0,2].n",
            "d.$": "$.l[?(@.n > 1)].n",
            "e.$": "$..n",
          },
          ...end,
        }),
      },
      { a: [1, 2, 3], b: [{ n: 2 }, { n: 3 }], c: [1, 3], d: [2, 3], e: [1, 2, 3] },
      { input: { l: [{ n: 1 }, { n: 2 }, { n: 3 }] } },
    ));
  test("names in brackets and quotes are names", () =>
    succeeds(
      { A: pass({ Parameters: { "v.$": "$['a b']['c.d']" }, ...end }) },
      { v: 1 },
      { input: { "a b": { "c.d": 1 } } },
    ));
  test("the context object tells the input, the state and the execution", () =>
    run(
      machine({
        A: pass({
          Parameters: { "in.$": "$$.Execution.Input", "name.$": "$$.State.Name", "id.$": "$$.Execution.Id" },
          ...end,
        }),
      }),
      { status: "SUCCEEDED", output: { in: { q: 1 }, name: "A", id: "" }, masked: ["output/id"] },
      { input: { q: 1 } },
    ));
});

describe("variables", () => {
  test("are read in later states, as they were before in their own", () =>
    succeeds(
      {
        A: pass({ Assign: { n: 1 }, Next: "B" }),
        B: pass({ Assign: { "n.$": "States.MathAdd($n, 1)", "old.$": "$n" }, Next: "C" }),
        C: pass({ Parameters: { "n.$": "$n", "old.$": "$old" }, ...end }),
      },
      { n: 2, old: 1 },
    ));
  test("are not seen outside of the Map that assigns them", () =>
    succeeds(
      {
        A: pass({ Assign: { n: 1 }, Next: "M" }),
        M: {
          Type: "Map",
          ItemsPath: "$.l",
          ItemProcessor: machine({ I: pass({ Assign: { n: 5 }, ...end }) }),
          ResultPath: null,
          Next: "C",
        },
        C: pass({ Parameters: { "n.$": "$n" }, ...end }),
      },
      { n: 1 },
      { input: { l: [1, 2] } },
    ));
  test("one that nobody assigned fails the machine", () =>
    fails({ A: pass({ Parameters: { "x.$": "$nobody" }, ...end }) }, "States.Runtime"));
  test("are assigned by the rule that holds, and by the default", () => {
    const states = {
      C: {
        Type: "Choice",
        Choices: [{ Variable: "$.a", NumericGreaterThan: 1, Assign: { "v.$": "$.a" }, Next: "P" }],
        Default: "P",
        Assign: { v: "none" },
      },
      P: pass({ Parameters: { "v.$": "$v" }, ...end }),
    };
    return Promise.all([
      succeeds(states, { v: 2 }, { input: { a: 2 } }),
      succeeds(states, { v: "none" }, { input: { a: 1 } }),
    ]);
  });
});

describe("choices", () => {
  const chosen = (rule: object, input: Json, holds: boolean) =>
    succeeds(
      {
        C: { Type: "Choice", Choices: [{ ...rule, Next: "Yes" }], Default: "No" },
        Yes: pass({ Result: true, ...end }),
        No: pass({ Result: false, ...end }),
      },
      holds,
      { input, stateOrder: ["C", holds ? "Yes" : "No"] },
    );
  test.each<[object, Json, boolean]>([
    [{ Variable: "$.v", StringEquals: "a" }, { v: "a" }, true],
    [{ Variable: "$.v", StringEquals: "a" }, { v: 1 }, false],
    [{ Variable: "$.v", StringLessThan: "b" }, { v: "a" }, true],
    [{ Variable: "$.v", StringLessThan: "b" }, { v: 0 }, false],
    [{ Variable: "$.v", NumericEquals: 1 }, { v: 1.0 }, true],
    [{ Variable: "$.v", NumericEquals: 1 }, { v: "1" }, false],
    [{ Variable: "$.v", NumericLessThanEqualsPath: "$.w" }, { v: 1, w: 1 }, true],
    [{ Variable: "$.v", NumericGreaterThan: 0 }, { v: "5" }, false],
    [{ Variable: "$.v", BooleanEqualsPath: "$.w" }, { v: false, w: false }, true],
    [{ Variable: "$.v", BooleanEquals: true }, { v: "true" }, false],
    [{ Variable: "$.v", TimestampLessThan: "2024-01-01T00:00:00Z" }, { v: "2023-12-31T23:59:59Z" }, true],
    [{ Variable: "$.v", TimestampEquals: "2024-01-01T00:00:00Z" }, { v: "2024-01-01T01:00:00+01:00" }, true],
    [{ Variable: "$.v", TimestampGreaterThan: "2024-01-01T00:00:00Z" }, { v: "later" }, false],
    [{ Variable: "$.v", StringMatches: "log-*.txt" }, { v: "log-1.txt" }, true],
    [{ Variable: "$.v", StringMatches: "a\\*b" }, { v: "axb" }, false],
    [{ Variable: "$.v", StringMatches: "a\\*b" }, { v: "a*b" }, true],
    [{ Variable: "$.v", IsPresent: true }, { v: null }, true],
    [{ Variable: "$.v", IsPresent: false }, {}, true],
    [{ Variable: "$.v", IsNull: true }, { v: null }, true],
    [{ Variable: "$.v", IsNumeric: true }, { v: "1" }, false],
    [{ Variable: "$.v", IsTimestamp: true }, { v: "2024-01-01T00:00:00Z" }, true],
    [{ Variable: "$.v", IsTimestamp: false }, { v: "2024-01-01" }, true],
    [{ Variable: "$.v", IsString: true }, { v: "" }, true],
    [{ Variable: "$.v", IsBoolean: false }, { v: 0 }, true],
    [
      {
        And: [
          { Variable: "$.v", IsPresent: true },
          { Variable: "$.v", NumericEquals: 3 },
        ],
      },
      {},
      false,
    ],
    [{ Or: [{ Variable: "$.v", NumericEquals: 1 }, { Not: { Variable: "$.v", NumericEquals: 2 } }] }, { v: 3 }, true],
    [
      {
        Not: {
          Or: [
            { Variable: "$.v", NumericEquals: 1 },
            { Variable: "$.v", NumericEquals: 2 },
          ],
        },
      },
      { v: 3 },
      true,
    ],
    [{ Not: { Variable: "$.v", NumericGreaterThan: 2 } }, { v: 3 }, false],
  ])("%j of %j is %s", chosen);
  test("no rule and no Default fail the machine", () =>
    fails(
      { C: { Type: "Choice", Choices: [{ Variable: "$.v", IsNull: true, Next: "A" }] }, A: pass(end) },
      "States.NoChoiceMatched",
      { input: { v: 1 }, stateOrder: ["C"] },
    ));
  test("a path that leads nowhere fails the machine", () =>
    fails(
      {
        C: { Type: "Choice", Choices: [{ Variable: "$.v", NumericEquals: 1, Next: "A" }], Default: "A" },
        A: pass(end),
      },
      "States.Runtime",
      { stateOrder: ["C"] },
    ));
  test("ways that meet carry what came by each", () => {
    const states = {
      C: {
        Type: "Choice",
        Choices: [
          { Variable: "$.v", NumericEquals: 1, Next: "A" },
          { Variable: "$.v", NumericEquals: 2, Next: "B" },
        ],
        Default: "Join",
      },
      A: pass({ Result: null, Next: "Join" }),
      B: pass({ Parameters: { "b.$": "$.v" }, Next: "Join" }),
      Join: pass({ Parameters: { "got.$": "$" }, ...end }),
    };
    return Promise.all([
      succeeds(states, { got: null }, { input: { v: 1 } }),
      succeeds(states, { got: { b: 2 } }, { input: { v: 2 } }),
      succeeds(states, { got: { v: 3 } }, { input: { v: 3 } }),
    ]);
  });
});

describe("intrinsic functions", () => {
  test.each<[string, Json]>([
    ["States.Format('{} and \\{\\} {}', 'a', $.n)", "a and {} 1"],
    ["States.Array(1, 'b', null, $.l)", [1, "b", null, [1, 2, 2, 3]]],
    ["States.ArrayPartition($.l, 3)", [[1, 2, 2], [3]]],
    ["States.ArrayContains($.l, 2)", true],
    ["States.ArrayRange(1, 9, 2)", [1, 3, 5, 7, 9]],
    ["States.ArrayRange(3, 1, -1)", [3, 2, 1]],
    ["States.ArrayGetItem($.l, 3)", 3],
    ["States.ArrayLength($.l)", 4],
    ["States.ArrayUnique($.l)", [1, 2, 3]],
    ["States.Base64Encode('Grüße')", "R3LDvMOfZQ=="],
    ["States.Base64Decode('R3LDvMOfZQ==')", "Grüße"],
    ["States.Hash('a', 'MD5')", "0cc175b9c0f1b6a831c399e269772661"],
    ["States.Hash('a', 'SHA-1')", "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"],
    ["States.JsonMerge($.o, $.p, false)", { a: { y: 2 }, b: 1 }],
    ["States.StringToJson('{\"a\": [1]}')", { a: [1] }],
    ["States.JsonToString($.o)", '{"a":{"x":1},"b":1}'],
    ["States.MathAdd($.n, -3)", -2],
    ["States.StringSplit('a,b;;c', ',;')", ["a", "b", "c"]],
    ["States.ArrayLength(States.StringSplit(States.Format('{},{}', 1, 2), ','))", 2],
  ])("%s", (text, output) =>
    succeeds({ A: pass({ Parameters: { "r.$": text }, OutputPath: "$.r", ...end }) }, output, {
      input: { n: 1, l: [1, 2, 2, 3], o: { a: { x: 1 }, b: 1 }, p: { a: { y: 2 } } },
    }),
  );
  test("one that fails has a name of its own", () =>
    fails({ A: pass({ Parameters: { "r.$": "States.ArrayLength('no list')" }, ...end }) }, "States.IntrinsicFailure", {
      stateOrder: ["A"],
    }));
  test("UUIDs and random numbers are drawn, and differ", () =>
    run(
      machine({
        A: pass({
          Parameters: { "a.$": "States.UUID()", "b.$": "States.UUID()", "n.$": "States.MathRandom(1, 10)" },
          Next: "C",
        }),
        C: {
          Type: "Choice",
          Choices: [
            {
              And: [{ Not: { Variable: "$.a", StringEqualsPath: "$.b" } }, { Variable: "$.n", NumericLessThan: 10 }],
              Next: "Yes",
            },
          ],
          Default: "No",
        },
        Yes: pass({ Result: "differ", ...end }),
        No: pass({ Result: "same", ...end }),
      }),
      { status: "SUCCEEDED", output: "differ" },
      { stateOrder: ["A", "C", "Yes"] },
    ));
});

describe("tasks that fail", () => {
  const caught = (more: object, script: MachineCase["taskScript"], output: Json, stateOrder: readonly string[]) =>
    succeeds({ T: task({ ...more, ...end }), H: pass({ Parameters: { "handled.$": "$" }, ...end }) }, output, {
      taskScript: script ?? {},
      stateOrder,
    });
  test("a Catch gets the error and its cause", () =>
    caught(
      { Catch: [{ ErrorEquals: ["Boom"], Next: "H" }] },
      { T: [failed("Boom", "why")] },
      { handled: { Error: "Boom", Cause: "why" } },
      ["T", "H"],
    ));
  test("ResultPath of a Catch keeps the input", () =>
    succeeds(
      { T: task({ Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.e", Next: "H" }], ...end }), H: pass(end) },
      { x: 1, e: { Error: "Boom", Cause: "c" } },
      { input: { x: 1 }, taskScript: { T: [failed("Boom", "c")] } },
    ));
  test("the first catcher that is meant for the error has it", () =>
    caught(
      {
        Catch: [
          { ErrorEquals: ["Other"], Next: "H" },
          { ErrorEquals: ["States.TaskFailed"], ResultPath: "$.e", Next: "H" },
        ],
      },
      { T: [failed("Boom", "w")] },
      { handled: { e: { Error: "Boom", Cause: "w" } } },
      ["T", "H"],
    ));
  test("an error that no catcher is meant for fails the machine", () =>
    fails({ T: task({ Catch: [{ ErrorEquals: ["Other"], Next: "H" }], ...end }), H: pass(end) }, "Boom", {
      taskScript: { T: [failed("Boom")] },
      stateOrder: ["T"],
    }));
  test("a timeout goes past States.TaskFailed", () =>
    caught(
      {
        TimeoutSeconds: 5,
        Catch: [
          { ErrorEquals: ["States.TaskFailed"], ResultPath: null, Next: "H" },
          { ErrorEquals: ["States.Timeout"], Next: "H" },
        ],
      },
      { T: [{ timeout: true }] },
      { handled: { Error: "States.Timeout", Cause: "" } },
      ["T", "H"],
    ));
  test("a timeout whose length data gives", () =>
    succeeds(
      {
        T: task({ TimeoutSecondsPath: "$.limit", Catch: [{ ErrorEquals: ["States.Timeout"], Next: "H" }], ...end }),
        H: pass({ OutputPath: "$.Error", ...end }),
      },
      "States.Timeout",
      { input: { limit: 3 }, taskScript: { T: [{ timeout: true }] }, stateOrder: ["T", "H"] },
    ));
  test("a path of the Task's own that leads nowhere is not caught", () =>
    fails(
      {
        T: task({ Parameters: { "x.$": "$.no" }, Catch: [{ ErrorEquals: ["States.ALL"], Next: "H" }], ...end }),
        H: pass(end),
      },
      "States.Runtime",
      { taskScript: {} },
    ));
  test("a Retry tries again as often as it says", () =>
    succeeds({ T: task({ Retry: [{ ErrorEquals: ["Busy"], MaxAttempts: 2 }], ...end }) }, "done", {
      taskScript: { T: [failed("Busy"), failed("Busy"), { succeed: "done" }] },
      stateOrder: ["T"],
    }));
  test("and no more often, then the Catch has it", () =>
    caught(
      { Retry: [{ ErrorEquals: ["Busy"], MaxAttempts: 1 }], Catch: [{ ErrorEquals: ["Busy"], Next: "H" }] },
      { T: [failed("Busy", "1"), failed("Busy", "2")] },
      { handled: { Error: "Busy", Cause: "2" } },
      ["T", "H"],
    ));
  test("retriers count apart, each for its own errors", () =>
    succeeds(
      {
        T: task({
          Retry: [
            { ErrorEquals: ["A"], MaxAttempts: 1 },
            { ErrorEquals: ["B"], MaxAttempts: 2 },
          ],
          ...end,
        }),
      },
      7,
      {
        taskScript: { T: [failed("B"), failed("A"), failed("B"), { succeed: 7 }] },
      },
    ));
  test("a retrier that is used up lets the error out", () =>
    fails(
      {
        T: task({
          Retry: [
            { ErrorEquals: ["A"], MaxAttempts: 1 },
            { ErrorEquals: ["States.ALL"], MaxAttempts: 5 },
          ],
          ...end,
        }),
      },
      "A",
      {
        taskScript: { T: [failed("A"), failed("B"), failed("A")] },
      },
    ));
  test("MaxAttempts 0 is never tried again", () =>
    fails(
      {
        T: task({
          Retry: [
            { ErrorEquals: ["A"], MaxAttempts: 0 },
            { ErrorEquals: ["States.ALL"], MaxAttempts: 3 },
          ],
          ...end,
        }),
      },
      "A",
      { taskScript: { T: [failed("A")] } },
    ));
  test("ResultSelector, ResultPath and OutputPath form the result", () =>
    succeeds(
      { T: task({ ResultSelector: { "id.$": "$.deep.id", fixed: 1 }, ResultPath: "$.r", OutputPath: "$.r", ...end }) },
      { id: 9, fixed: 1 },
      { taskScript: { T: [{ succeed: { deep: { id: 9 } } }] } },
    ));
  test("a token's holder answers with an event", () =>
    succeeds(
      {
        T: {
          Type: "Task",
          Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
          Parameters: { "t.$": "$$.Task.Token" },
          TimeoutSeconds: 60,
          Next: "P",
        },
        P: pass({ Parameters: { "answer.$": "$" }, ...end }),
      },
      { answer: "yes" },
      { taskScript: { T: [{ succeed: "yes" }] }, stateOrder: ["T", "P"] },
    ));
});

describe("loops", () => {
  test("a counter goes round until its choice leaves", () =>
    succeeds(
      {
        Init: pass({ Assign: { n: 0 }, Next: "More" }),
        More: { Type: "Choice", Choices: [{ Variable: "$n", NumericLessThan: 3, Next: "Add" }], Default: "Done" },
        Add: pass({ Assign: { "n.$": "States.MathAdd($n, 1)" }, Next: "More" }),
        Done: pass({ Parameters: { "n.$": "$n" }, ...end }),
      },
      { n: 3 },
      { stateOrder: ["Init", "More", "Add", "More", "Add", "More", "Add", "More", "Done"] },
    ));
  test("polling waits between its questions", () =>
    succeeds(
      {
        Wait: { Type: "Wait", Seconds: 3_600, Next: "Ask" },
        Ask: task({ Next: "Ready" }),
        Ready: {
          Type: "Choice",
          Choices: [
            { Variable: "$.s", StringEquals: "ok", Next: "Good" },
            { Variable: "$.s", StringEquals: "bad", Next: "Bad" },
          ],
          Default: "Wait",
        },
        Good: pass({ OutputPath: "$.v", ...end }),
        Bad: { Type: "Fail", Error: "Bad" },
      },
      5,
      { taskScript: { Ask: [{ succeed: { s: "no" } }, { succeed: { s: "no" } }, { succeed: { s: "ok", v: 5 } }] } },
    ));
  test("a loop that ends the machine from inside", () =>
    fails(
      {
        Ask: task({ Next: "Ready" }),
        Ready: {
          Type: "Choice",
          Choices: [
            { Variable: "$", StringEquals: "bad", Next: "Bad" },
            { Variable: "$", StringEquals: "ok", Next: "Good" },
          ],
          Default: "Ask",
        },
        Good: { Type: "Succeed" },
        Bad: { Type: "Fail", Error: "Bad" },
      },
      "Bad",
      {
        taskScript: { Ask: [{ succeed: "no" }, { succeed: "bad" }] },
        stateOrder: ["Ask", "Ready", "Ask", "Ready", "Bad"],
      },
    ));
  test("a loop in a loop", () =>
    succeeds(
      {
        Init: pass({ Assign: { i: 0, j: 0, all: 0 }, Next: "Outer" }),
        Outer: { Type: "Choice", Choices: [{ Variable: "$i", NumericLessThan: 2, Next: "Inner" }], Default: "Done" },
        Inner: { Type: "Choice", Choices: [{ Variable: "$j", NumericLessThan: 3, Next: "Step" }], Default: "Next" },
        Step: pass({ Assign: { "j.$": "States.MathAdd($j, 1)", "all.$": "States.MathAdd($all, 1)" }, Next: "Inner" }),
        Next: pass({ Assign: { "i.$": "States.MathAdd($i, 1)", j: 0 }, Next: "Outer" }),
        Done: pass({ Parameters: { "all.$": "$all" }, ...end }),
      },
      { all: 6 },
    ));
  test("an error that leads back is a loop, too", () =>
    succeeds(
      {
        T: task({ Catch: [{ ErrorEquals: ["Busy"], ResultPath: null, Next: "W" }], ...end }),
        W: { Type: "Wait", Seconds: 9, Next: "T" },
      },
      "done",
      {
        taskScript: { T: [failed("Busy"), failed("Busy"), { succeed: "done" }] },
        stateOrder: ["T", "W", "T", "W", "T"],
      },
    ));
});

describe("parallels and maps", () => {
  test("a Parallel gives its branches' outputs in order, whichever ends first", () =>
    succeeds(
      {
        P: {
          Type: "Parallel",
          Branches: [
            machine({ W: { Type: "Wait", Seconds: 60, Next: "A" }, A: pass({ Result: "slow", ...end }) }),
            machine({ B: pass({ Result: "fast", ...end }) }),
          ],
          ...end,
        },
      },
      ["slow", "fast"],
      { stateCounts: { P: 1, W: 1, A: 1, B: 1 } },
    ));
  test("a branch with several ends gives that of its own", () =>
    succeeds(
      {
        P: {
          Type: "Parallel",
          Branches: [
            machine({
              C: { Type: "Choice", Choices: [{ Variable: "$.v", NumericEquals: 1, Next: "One" }], Default: "Two" },
              One: pass({ Result: 1, ...end }),
              Two: { Type: "Succeed" },
            }),
            machine({ B: pass({ Parameters: { "v.$": "$.v" }, ...end }) }),
          ],
          ...end,
        },
      },
      [{ v: 2 }, { v: 2 }],
      { input: { v: 2 } },
    ));
  test("the failure of one branch ends the others and is caught", () =>
    succeeds(
      {
        P: {
          Type: "Parallel",
          Branches: [
            machine({ W: { Type: "Wait", Seconds: 99_999, ...end } }),
            machine({ F: { Type: "Fail", Error: "Boom", Cause: "c" } }),
          ],
          Catch: [{ ErrorEquals: ["Boom"], ResultPath: "$.e", Next: "H" }],
          ...end,
        },
        H: pass(end),
      },
      { x: 1, e: { Error: "Boom", Cause: "c" } },
      { input: { x: 1 } },
    ));
  test("a Parallel is tried again as a whole", () =>
    succeeds(
      {
        P: {
          Type: "Parallel",
          Branches: [machine({ T: task(end) }), machine({ S: pass({ Result: 0, ...end }) })],
          Retry: [{ ErrorEquals: ["Busy"], MaxAttempts: 2, IntervalSeconds: 5 }],
          ...end,
        },
      },
      ["ok", 0],
      { taskScript: { T: [failed("Busy"), failed("Busy"), { succeed: "ok" }] }, stateCounts: { T: 3, S: 3 } },
    ));
  test("a Map keeps the order of its items and knows their numbers", () =>
    succeeds(
      {
        M: {
          Type: "Map",
          ItemsPath: "$.l",
          ItemSelector: { "v.$": "$$.Map.Item.Value", "i.$": "$$.Map.Item.Index", "k.$": "$.k" },
          ItemProcessor: machine({ I: pass(end) }),
          ...end,
        },
      },
      [
        { v: "a", i: 0, k: 9 },
        { v: "b", i: 1, k: 9 },
      ],
      { input: { l: ["a", "b"], k: 9 } },
    ));
  test("a Map of nothing is an empty list", () =>
    succeeds({ M: { Type: "Map", ItemProcessor: machine({ I: pass(end) }), ...end } }, [], { input: [] }));
  test("an item that fails fails an inline Map by its own name", () =>
    fails({ M: { Type: "Map", Iterator: machine({ F: { Type: "Fail", Error: "Boom" } }), ...end } }, "Boom", {
      input: [1],
    }));
  test("an item that fails fails a distributed Map by the threshold's name", () =>
    fails(
      {
        M: {
          Type: "Map",
          ItemProcessor: machine(
            { F: { Type: "Fail", Error: "Boom" } },
            { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } },
          ),
          ...end,
        },
      },
      "States.ExceedToleratedFailureThreshold",
      { input: [1] },
    ));
  test("tolerated failures are left out of the results", () =>
    succeeds(
      {
        M: {
          Type: "Map",
          ToleratedFailurePercentage: 50,
          ItemProcessor: machine(
            {
              C: { Type: "Choice", Choices: [{ Variable: "$", NumericEquals: 2, Next: "F" }], Default: "I" },
              I: pass(end),
              F: { Type: "Fail", Error: "Two" },
            },
            { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" } },
          ),
          ...end,
        },
      },
      [1, 3],
      { input: [1, 2, 3] },
    ));
  test("a Map with a Catch and a Retry", () =>
    succeeds(
      {
        M: {
          Type: "Map",
          MaxConcurrency: 1,
          ItemProcessor: machine({ T: task(end) }),
          Retry: [{ ErrorEquals: ["Busy"], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "H" }],
          ...end,
        },
        H: pass({ OutputPath: "$.Error", ...end }),
      },
      "Busy",
      { input: [1], taskScript: { T: [failed("Busy"), failed("Busy")] } },
    ));
  test("items in batches", () =>
    succeeds(
      {
        M: {
          Type: "Map",
          ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { k: 1 } },
          ItemProcessor: machine(
            { I: pass(end) },
            { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } },
          ),
          ...end,
        },
      },
      [
        { BatchInput: { k: 1 }, Items: [1, 2] },
        { BatchInput: { k: 1 }, Items: [3] },
      ],
      { input: [1, 2, 3] },
    ));
  test("a loop inside of a Map", () =>
    succeeds(
      {
        M: {
          Type: "Map",
          ItemProcessor: machine({
            I: pass({ Assign: { "n.$": "$" }, Next: "C" }),
            C: { Type: "Choice", Choices: [{ Variable: "$n", NumericLessThan: 3, Next: "Up" }], Default: "O" },
            Up: pass({ Assign: { "n.$": "States.MathAdd($n, 1)" }, Next: "C" }),
            O: pass({ Parameters: { "n.$": "$n", "from.$": "$" }, ...end }),
          }),
          ...end,
        },
      },
      [
        { n: 3, from: 1 },
        { n: 5, from: 5 },
      ],
      { input: [1, 5] },
    ));
});

describe("JSONata", () => {
  const gives = (states: States, output: Json, rest: Rest = {}) =>
    run(jsonata(states), { status: "SUCCEEDED", output }, rest);
  test("Output and Assign read the input, the result and variables", () =>
    gives(
      {
        T: task({
          Arguments: { n: "{% $states.input.n %}" },
          Assign: { got: "{% $states.result.v * 2 %}" },
          Output: "{% $states.result.v + 1 %}",
          Next: "P",
        }),
        P: pass({ Output: { before: "{% $states.input %}", got: "{% $got %}" }, ...end }),
      },
      { before: 4, got: 6 },
      { input: { n: 1 }, taskScript: { T: [{ succeed: { v: 3 } }] } },
    ));
  test("conditions of choices, and what a rule hands on", () =>
    gives(
      {
        C: {
          Type: "Choice",
          Choices: [{ Condition: "{% $states.input.n > 5 %}", Output: { big: "{% $states.input.n %}" }, Next: "P" }],
          Default: "P",
        },
        P: pass(end),
      },
      { big: 6 },
      { input: { n: 6 } },
    ));
  test("a condition that is no boolean fails", () =>
    run(
      jsonata({
        C: { Type: "Choice", Choices: [{ Condition: "{% $states.input.n %}", Next: "P" }], Default: "P" },
        P: pass(end),
      }),
      { status: "FAILED", error: "States.QueryEvaluationError" },
      { input: { n: 1 }, stateOrder: ["C"] },
    ));
  test("an error is caught with what it says", () =>
    gives(
      {
        T: task({
          Catch: [{ ErrorEquals: ["Boom"], Output: "{% $states.errorOutput.Error & '!' %}", Next: "H" }],
          ...end,
        }),
        H: pass(end),
      },
      "Boom!",
      { taskScript: { T: [failed("Boom")] } },
    ));
  test("an expression of a Task that fails can be caught", () =>
    gives(
      {
        T: task({
          Arguments: "{% $states.input.no %}",
          Catch: [{ ErrorEquals: ["States.QueryEvaluationError"], Output: "caught", Next: "H" }],
          ...end,
        }),
        H: pass(end),
      },
      "caught",
      { taskScript: {} },
    ));
  test("items, selectors and results of a Map", () =>
    gives(
      {
        M: {
          Type: "Map",
          Items: "{% $states.input.l[n > 1] %}",
          ItemSelector: { v: "{% $states.context.Map.Item.Value.n * 10 %}" },
          ItemProcessor: machine({ I: pass({ Output: "{% $states.input.v %}", ...end }) }),
          Output: "{% $sum($states.result) %}",
          ...end,
        },
      },
      50,
      { input: { l: [{ n: 1 }, { n: 2 }, { n: 3 }] } },
    ));
  test("one state may be JSONata among JSONPath", () =>
    succeeds(
      {
        A: pass({ Result: { l: [1, 2, 3] }, Next: "B" }),
        B: pass({ QueryLanguage: "JSONata", Output: "{% $sum($states.input.l) %}", Next: "C" }),
        C: pass({ Parameters: { "s.$": "$" }, ...end }),
      },
      { s: 6 },
    ));
  test("waits for as long as an expression says", () =>
    gives({ W: { Type: "Wait", Seconds: "{% $states.input.s * 60 %}", ...end } }, { s: 90 }, { input: { s: 90 } }));
  test("a recursion without end is ended", () =>
    run(
      jsonata({ A: pass({ Output: "{% ($f := function($n){ 1 + $f($n) }; $f(0)) %}", ...end }) }),
      { status: "FAILED", error: "States.QueryEvaluationError" },
      {},
    ));
  test("Step Functions' own functions", () =>
    gives(
      {
        A: pass({
          Output: {
            p: "{% $partition([1,2,3],2) %}",
            r: "{% $range(0,4,2) %}",
            h: "{% $hash('a','MD5') %}",
            j: "{% $parse('[1]') %}",
          },
          ...end,
        }),
      },
      { p: [[1, 2], [3]], r: [0, 2, 4], h: "0cc175b9c0f1b6a831c399e269772661", j: [1] },
    ));
});

describe("ends", () => {
  test("Fail says its error and cause, by paths, too", () =>
    fails({ F: { Type: "Fail", ErrorPath: "$.e", CausePath: "States.Format('{}!', $.e)" } }, "Odd", {
      input: { e: "Odd" },
      stateOrder: ["F"],
    }));
  test("Fail without an error has none", () => fails({ F: { Type: "Fail" } }, undefined));
  test("Succeed hands on what OutputPath chooses", () =>
    succeeds({ S: { Type: "Succeed", OutputPath: "$.a" } }, 1, { input: { a: 1 } }));
  test("the machine's own limit ends it", () =>
    run(
      machine({ W: { Type: "Wait", Seconds: 50, ...end } }, { TimeoutSeconds: 10 }),
      { status: "FAILED", error: "States.Timeout" },
      {},
    ));
  test("a Wait until a time that is over goes on at once", () =>
    succeeds(
      { W: { Type: "Wait", TimestampPath: "$.t", ...end } },
      { t: "2016-03-14T01:59:00Z" },
      { input: { t: "2016-03-14T01:59:00Z" } },
    ));
});

import { describe, expect, test } from "vitest";
import { aslActivities, importDefinition } from "../src/asl/index.js";
import { compile } from "../src/compiler/index.js";

/** What a person reads after an import: the lines between the frame of the module. */
function code(states: Readonly<Record<string, unknown>>, more: object = {}): readonly string[] {
  const imported = importDefinition({ StartAt: Object.keys(states)[0], States: states, ...more }, "test");
  if (!imported.ok) throw new Error(JSON.stringify(imported.refusal));
  const catalog = { activities: aslActivities.map(({ info }) => info), entities: [], workflows: [] };
  const compiled = compile(imported.graph, catalog);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.code
    .split("\n")
    .slice(3, -2)
    .map((line) => line.slice(2));
}
const end = { End: true } as const;
const task = (more: object) => ({ Type: "Task", Resource: "arn:aws:lambda:::f", ...more });

describe("simple machines give code that a person would have written", () => {
  test("one state after the other", () => {
    expect(
      code({
        Hello: { Type: "Pass", Result: { greeting: "Hello" }, ResultPath: "$.words", Next: "World" },
        World: { Type: "Pass", Parameters: { "text.$": "States.Format('{} {}', $.words.greeting, $.name)" }, ...end },
      }),
    ).toEqual([
      'const hello = ctx.record("hello", { greeting: "Hello" });',
      'return ctx.record("world", { text: asl.format("{} {}", hello.greeting, asl.get(input, "$.name")) });',
    ]);
  });
  test("a choice", () => {
    expect(
      code({
        "Is it big?": {
          Type: "Choice",
          Choices: [{ Variable: "$.total", NumericGreaterThan: 100, Next: "Ask" }],
          Default: "Go",
        },
        Ask: task({ Next: "Go" }),
        Go: { Type: "Succeed" },
      }),
    ).toEqual([
      "let ask;",
      'const isItBig = ctx.decide("isItBig", asl.number(asl.get(input, "$.total")) > 100);',
      "if (isItBig) {",
      '  ask = yield* ctx.call("asl.task", {',
      "    arguments: input,",
      '    resource: "arn:aws:lambda:::f",',
      '    state: "Ask",',
      '  }, { node: "ask" });',
      "}",
      'return ctx.record("go", isItBig === false ? input : ask);',
    ]);
  });
  test("polling", () => {
    expect(
      code({
        Start: task({ Next: "Wait" }),
        Wait: { Type: "Wait", Seconds: 30, Next: "Ask" },
        Ask: task({ ResultPath: "$.job", Next: "Ready?" }),
        "Ready?": {
          Type: "Choice",
          Choices: [{ Variable: "$.job.status", StringEquals: "DONE", Next: "Done" }],
          Default: "Wait",
        },
        Done: { Type: "Succeed", OutputPath: "$.job" },
      }),
    ).toEqual([
      'const start = yield* ctx.call("asl.task", {',
      "  arguments: input,",
      '  resource: "arn:aws:lambda:::f",',
      '  state: "Start",',
      '}, { node: "start" });',
      "let goesOn = true;",
      "let data = start;",
      'const waitLoopRounds = ctx.rounds("waitLoop");',
      "while (waitLoopRounds.again(goesOn)) {",
      "  const ctx = waitLoopRounds.next();",
      '  yield* ctx.sleep(30000, { node: "wait" });',
      '  const ask = yield* ctx.call("asl.task", {',
      "    arguments: data,",
      '    resource: "arn:aws:lambda:::f",',
      '    state: "Ask",',
      '  }, { node: "ask" });',
      '  const ready = ctx.decide("ready", asl.get(ask, "$.status") === "DONE");',
      "  [goesOn, data] = [ready === false, asl.put(data, { job: ask })];",
      "}",
      "const waitLoop = waitLoopRounds.end({ goesOn, data });",
      'return ctx.record("done", asl.get(waitLoop.data, "$.job"));',
    ]);
  });
  test("branches", () => {
    expect(
      code({
        Both: {
          Type: "Parallel",
          Branches: [
            { StartAt: "A", States: { A: task(end) } },
            { StartAt: "B", States: { B: task(end) } },
          ],
          ...end,
        },
      }),
    ).toEqual([
      "let both;",
      "both = yield* ctx.scope(function* (ctx) {",
      "  const [a, b] = yield* ctx.all([",
      '    ctx.call("asl.task", { arguments: input, resource: "arn:aws:lambda:::f", state: "A" }, { node: "a" }),',
      '    ctx.call("asl.task", { arguments: input, resource: "arn:aws:lambda:::f", state: "B" }, { node: "b" }),',
      "  ]);",
      '  return ctx.record("bothResults", [a, b]);',
      "});",
      'return ctx.record("output", both);',
    ]);
  });
  test("items", () => {
    expect(
      code({
        Each: {
          Type: "Map",
          ItemsPath: "$.orders",
          MaxConcurrency: 2,
          ItemProcessor: { StartAt: "Pay", States: { Pay: task(end) } },
          ...end,
        },
      }),
    ).toEqual([
      'const each = yield* ctx.forEach(asl.items(asl.get(input, "$.orders")), {',
      '  node: "each",',
      "  maxConcurrency: 2,",
      "}, function* (ctx, item) {",
      '  const pay = yield* ctx.call("asl.task", {',
      "    arguments: item,",
      '    resource: "arn:aws:lambda:::f",',
      '    state: "Pay",',
      '  }, { node: "pay" });',
      '  return ctx.record("eachResult", pay);',
      "});",
      'return ctx.record("output", each);',
    ]);
  });
  test("an error that is caught, and tried again before", () => {
    expect(
      code({
        Pay: task({
          Retry: [{ ErrorEquals: ["Busy"], MaxAttempts: 2 }],
          Catch: [{ ErrorEquals: ["Refused"], ResultPath: "$.error", Next: "Tell" }],
          ...end,
        }),
        Tell: task(end),
      }),
    ).toEqual([
      "let pay, payError;",
      "try {",
      '  pay = yield* ctx.call("asl.task", {',
      "    arguments: input,",
      '    resource: "arn:aws:lambda:::f",',
      '    state: "Pay",',
      "  }, {",
      '    node: "pay",',
      '    retry: { maxAttempts: 3, firstDelayMs: 1000, backoff: 2, retryIf: (error) => asl.catches(error, ["Busy"]) },',
      "  });",
      "} catch (thrown) {",
      '  payError = ctx.failed("pay", thrown);',
      "}",
      "if (payError) {",
      '  if (ctx.decide("payCatch", asl.catches(payError, ["Refused"]))) {',
      '    const tell = yield* ctx.call("asl.task", {',
      "      arguments: asl.put(input, { error: asl.errorOutput(payError) }),",
      '      resource: "arn:aws:lambda:::f",',
      '      state: "Tell",',
      '    }, { node: "tell" });',
      '    return ctx.record("output2", tell);',
      "  }",
      '  throw ctx.failure("payUncaught", payError);',
      "}",
      'return ctx.record("output", pay);',
    ]);
  });
  test("JSONata", () => {
    expect(
      code(
        {
          Sum: { Type: "Pass", Assign: { total: "{% $sum($states.input.prices) %}" }, Next: "Say" },
          Say: { Type: "Pass", Output: { total: "{% $total %}", count: "{% $count($states.input.prices) %}" }, ...end },
        },
        { QueryLanguage: "JSONata" },
      ),
    ).toEqual([
      'const sum = ctx.record("sum", { total: asl.jsonata("$sum($states.input.prices)", { states: { input } }) });',
      'return ctx.record("say", { total: sum.total, count: asl.jsonata("$count($states.input.prices)", { states: { input } }) });',
    ]);
  });
});

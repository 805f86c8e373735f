import type { GraphNode, NodeOf, Value } from "../src/compiler/index.js";
import { diagnose, type Example, type Examples, ex, http, node, order, set, start } from "./checked-graphs.js";

const alone = (one: GraphNode, more: readonly GraphNode[] = []) => diagnose([start, one, ...more], `start>${one.id}`);
const literal = (value: null | boolean | number | string): Value => ({ literal: value });
const code = (config: Partial<NodeOf<"code">["config"]>): GraphNode =>
  node("code", "a", { language: "javascript", source: "return 1", inputs: [], ...config });
const wait = (config: Partial<NodeOf<"waitForEvent">["config"]>): GraphNode =>
  node("waitForEvent", "a", { event: literal("paid"), ...config });
const approval = (config: Partial<NodeOf<"approval">["config"]>): GraphNode =>
  node("approval", "a", { question: literal("Ship it?"), ...config });
const call = (config: Partial<NodeOf<"callEntity">["config"]>): GraphNode =>
  node("callEntity", "a", { entity: "Counter", key: literal("x"), operation: "get", ...config });
const workflow = (config: Partial<NodeOf<"subWorkflow">["config"]>, more: object = {}): GraphNode =>
  node("subWorkflow", "a", { workflow: "w1", input: ex("input"), wait: true, ...config }, more);
const cases = (...list: NodeOf<"switch">["config"]["cases"]): GraphNode => node("switch", "a", { cases: list });
const retried = (retry: object, more: object = {}): GraphNode =>
  ({
    ...order({ sku: literal("tea"), quantity: literal(1) }),
    retry: { maxAttempts: 3, firstDelayMs: 1_000, ...retry },
    ...more,
  }) as GraphNode;
const limit = (limitMs: Value): GraphNode[] => [node("timeout", "a", { limitMs }), set("b", "1", "a")];

const missing: readonly Example[] = [
  ["no code", () => alone(code({ source: " " })), "setting-missing a config.source", /no code/],
  ["no case", () => alone(cases()), "setting-missing a config.cases", /no case/],
  [
    "a case without a label",
    () => alone(cases({ id: "c", label: "", condition: "true" })),
    "setting-missing a config.cases.0.label",
    /label/,
  ],
  [
    "a case without a condition",
    () => alone(cases({ id: "c", label: "big", condition: "" })),
    "setting-missing a config.cases.0.condition",
    /case big/,
  ],
  ["nothing went wrong", () => alone(node("throw", "a", {})), "setting-missing a config.message", /what went wrong/],
  ["no event", () => alone(wait({ event: literal("") })), "setting-missing a config.event", /which event/],
  [
    "no question",
    () => alone(approval({ question: literal("") })),
    "setting-missing a config.question",
    /asks nothing/,
  ],
  ["no workflow", () => alone(workflow({ workflow: "" })), "setting-missing a config.workflow", /Choose one/],
  ["no entity", () => alone(call({ entity: "" })), "setting-missing a config.entity", /type of entity/],
  ["no key", () => alone(call({ key: literal("") })), "setting-missing a config.key", /which entity/],
  ["no operation", () => alone(call({ operation: "" })), "setting-missing a config.operation", /no operation/],
  [
    "no input of an operation",
    () => alone(call({ operation: "add" })),
    "setting-missing a config.input",
    /needs an input/,
  ],
  [
    "nothing to lock",
    () => alone(node("lock", "a", { entities: [] }), [set("b", "1", "a")]),
    "setting-missing a config.entities",
    /locks nothing/,
  ],
  [
    "no limit",
    () => diagnose([start, ...limit(literal(null))], "start>a"),
    "setting-missing a config.limitMs",
    /how long/,
  ],
  ["no date", () => alone(node("delay", "a", { until: literal("") })), "setting-missing a config.until", /no date/],
  [
    "no secret",
    () => alone(http({ auth: { kind: "bearer", secret: "" } })),
    "setting-missing ask config.auth.secret",
    /secret/,
  ],
  [
    "no user",
    () => alone(http({ auth: { kind: "basic", user: "", secret: "s" } })),
    "setting-missing ask config.auth.user",
    /user/,
  ],
  [
    "an empty first value",
    () =>
      alone(node("while", "a", { condition: "n", variables: [{ name: "n", initial: ex(""), next: "n - 1" }] }), [
        set("b", "1", "a"),
      ]),
    "setting-missing a config.variables.0.initial",
    /first value of n/,
  ],
  [
    "an empty condition to try again",
    () => alone(retried({ retryIf: " " })),
    "setting-missing order retry.retryIf",
    /tried again/,
  ],
];

const invalid: readonly Example[] = [
  [
    "two cases with one label",
    () => alone(cases({ id: "c", label: "big", condition: "true" }, { id: "d", label: "big", condition: "true" })),
    "setting-invalid a config.cases.1.label",
    /two cases called "big"/,
  ],
  [
    "two cases with one id",
    () => alone(cases({ id: "c", label: "big", condition: "true" }, { id: "c", label: "small", condition: "true" })),
    "setting-invalid a config.cases.1.id",
    /id c/,
  ],
  [
    "a case that is called default",
    () => alone(cases({ id: "c", label: "default", condition: "true" })),
    "setting-invalid a config.cases.0.label",
    /way that is left/,
  ],
  [
    "a case with the id of another output",
    () => alone(cases({ id: "error", label: "big", condition: "true" })),
    "setting-invalid a config.cases.0.id",
    /another output/,
  ],
  [
    "a failure of one's own and a caught one",
    () => alone(node("throw", "a", { error: "input.error", code: literal("X") })),
    "setting-invalid a config.error",
    /Leave one/,
  ],
  [
    "a code that is a number",
    () => alone(node("throw", "a", { code: literal(5) })),
    "setting-invalid a config.code",
    /5/,
  ],
  ["an event that is a number", () => alone(wait({ event: literal(5) })), "setting-invalid a config.event", /text/],
  [
    "an event that answers an approval",
    () => alone(wait({ event: literal("Approval:ship") })),
    "setting-invalid a config.event",
    /answers to approvals/,
  ],
  ["a wait of 0", () => alone(wait({ waitMs: literal(0) })), "setting-invalid a config.waitMs", /more than 0/],
  [
    "an approval within 0",
    () => alone(approval({ waitMs: literal(0) })),
    "setting-invalid a config.waitMs",
    /more than 0/,
  ],
  [
    "a limit of 0",
    () => diagnose([start, ...limit(literal(0))], "start>a"),
    "setting-invalid a config.limitMs",
    /more than 0/,
  ],
  [
    "a form that is a text",
    () => alone(approval({ form: { type: "string" } })),
    "setting-invalid a config.form",
    /schema of an object/,
  ],
  [
    "a date that is none",
    () => alone(node("delay", "a", { until: literal("tomorrow") })),
    "setting-invalid a config.until",
    /2030-01-31T09:00:00Z/,
  ],
  [
    "a date of a signal that is none",
    () =>
      alone(node("signalEntity", "a", { entity: "Counter", key: literal("x"), operation: "get", at: literal("soon") })),
    "setting-invalid a config.at",
    /"soon"/,
  ],
  ["a key that is a number", () => alone(call({ key: literal(5) })), "setting-invalid a config.key", /text/],
  [
    "an input that does not fit the operation",
    () => alone(call({ operation: "add", input: literal("one") })),
    "setting-invalid a config.input",
    /does not fit add/,
  ],
  [
    "an input that does not fit the workflow",
    () => alone(workflow({ input: { literal: { sku: 5 } } })),
    "setting-invalid a config.input",
    /does not fit Ship an order: sku/,
  ],
  [
    "a run's id that is none",
    () => alone(workflow({ instanceId: literal(5) })),
    "setting-invalid a config.instanceId",
    /Give a text/,
  ],
  [
    "two inputs of code with one name",
    () =>
      alone(
        code({
          inputs: [
            { name: "x", value: ex("1") },
            { name: "x", value: ex("2") },
          ],
        }),
      ),
    "setting-invalid a config.inputs.1.name",
    /two inputs/,
  ],
  [
    "a longest wait that is shorter than the first",
    () => alone(retried({ maxDelayMs: 500 })),
    "setting-invalid order retry.maxDelayMs",
    /longest wait/,
  ],
  [
    "statuses that are none",
    () => alone(http({ expectedStatus: "2xx" })),
    "setting-invalid ask config.expectedStatus",
    /200-299/,
  ],
  [
    "a range of statuses that goes back",
    () => alone(http({ expectedStatus: "299-200" })),
    "setting-invalid ask config.expectedStatus",
    /ranges/,
  ],
  [
    "a header that the secret goes into, too",
    () => alone(http({ auth: { kind: "bearer", secret: "s" }, headers: { Authorization: literal("me") } })),
    "setting-invalid ask config.headers.Authorization",
    /without a secret/,
  ],
  [
    "a catch of no code",
    () =>
      diagnose(
        [
          start,
          node("try", "t", {}),
          set("a", "1", "t"),
          node("catch", "c", { errorName: "problem", codes: [] }, { parent: "t" }),
        ],
        "start>t",
      ),
    "setting-invalid c config.codes",
    /catches nothing/,
  ],
];

/** Mistakes within the settings of single nodes. */
export const settingExamples = {
  "setting-missing": missing,
  "setting-invalid": invalid,
  "activity-unknown": [
    [
      "a slip of the hand",
      () => alone(node("activity", "a", { activity: "shop.ordr", input: {} })),
      "activity-unknown a config.activity",
      /Did you mean shop\.order\?/,
    ],
  ],
  "entity-unknown": [
    [
      "no such entity",
      () => alone(call({ entity: "Countr" })),
      "entity-unknown a config.entity",
      /Did you mean Counter\?/,
    ],
    [
      "locking no such entity",
      () => alone(node("lock", "a", { entities: [{ entity: "Zebra", key: literal("x") }] }), [set("b", "1", "a")]),
      "entity-unknown a config.entities.0.entity",
      /register it/,
    ],
  ],
  "operation-unknown": [
    [
      "no such operation",
      () => alone(call({ operation: "ad" })),
      "operation-unknown a config.operation",
      /It has add, get/,
    ],
  ],
  "workflow-unknown": [
    [
      "no such workflow",
      () => alone(workflow({ workflow: "Ship order" })),
      "workflow-unknown a config.workflow",
      /Did you mean Ship an order\?/,
    ],
  ],
  "workflow-unpublished": [
    [
      "no version to run",
      () => alone(workflow({ workflow: "w2" })),
      "workflow-unpublished a config.workflow",
      /Publish it/,
    ],
  ],
  "code-syntax": [
    [
      "half a statement",
      () => alone(code({ source: "const x = 1\nreturn x +" })),
      "code-syntax a config.source",
      /line 2/,
    ],
  ],
  "schema-invalid": [
    [
      "of an event's payload",
      () => alone(wait({ schema: { type: "text" } })),
      "schema-invalid a config.schema",
      /payload's schema of "a"/,
    ],
    ["of a form", () => alone(approval({ form: { properties: 1 } })), "schema-invalid a config.form", /form of "a"/],
    [
      "of a response",
      () => alone(http({ responseSchema: { required: 1 } })),
      "schema-invalid ask config.responseSchema",
      /required/,
    ],
  ],
  "name-invalid": [
    [
      "an input of code",
      () => alone(code({ inputs: [{ name: "my input", value: ex("1") }] })),
      "name-invalid a config.inputs.0.name",
      /my input/,
    ],
  ],
  "no-effect": [
    [
      "locking one thing twice",
      () =>
        alone(
          node("lock", "a", {
            entities: [
              { entity: "Counter", key: ex("input.id") },
              { entity: "Counter", key: ex(" input.id") },
            ],
          }),
          [set("b", "1", "a")],
        ),
      "no-effect a config.entities.1",
      /Remove one/,
    ],
    [
      "trying again what nobody waits for",
      () => alone(workflow({ wait: false }, { retry: { maxAttempts: 2, firstDelayMs: 1 } })),
      "no-effect a retry",
      /hears of no failure/,
    ],
    [
      "a condition to try once more",
      () => alone(retried({ maxAttempts: 1, retryIf: "error.code" })),
      "no-effect order retry.retryIf",
      /Allow more attempts/,
    ],
    [
      "a limit of one attempt that all of them do not reach",
      () => alone(retried({ totalTimeoutMs: 1_000 }, { timeoutMs: 2_000 })),
      "no-effect order timeoutMs",
      /never reached/,
    ],
    [
      "accepting every status, and listing some",
      () => alone(http({ expectedStatus: "200", onErrorStatus: "accept" })),
      "no-effect ask config.onErrorStatus",
      /Leave one/,
    ],
  ],
} satisfies Examples;

import { HTTP_METHODS, type Value } from "../../compiler/graph.js";
import { type Arrival, knowing } from "./arrival.js";
import { effectiveInput, handOn } from "./data-flow.js";
import type { Task } from "./definition.js";
import { catchOuts, retryOf, type Work, withRetryLoop } from "./failing.js";
import type { Importer, NodeSettings, Out, Place } from "./importer.js";
import { ofTemplate, type Scope } from "./scope.js";
import {
  computed,
  follow,
  isKnownObject,
  isSafe,
  literal,
  named,
  print,
  quoted,
  type Symbolic,
  setting,
  shapeOf,
} from "./symbol.js";

const TIMEOUT_MS_MAX = 86_400_000;

export function importTask(importer: Importer, state: Task, came: Arrival, place: Place): readonly Out[] {
  const drawn = importer.momentFor(place, state, came);
  const raw = drawn.arrival.env.data;
  const token = isWaiting(state) ? tokenOf(importer, state, place) : undefined;
  const plain = importer.scope(state, place, raw, drawn.arrival.env, drawn.moment);
  const outer: Scope = token === undefined ? plain : { ...plain, context: { ...plain.context, token: token.value } };
  const scope: Scope = state.language === "JSONata" ? outer : { ...outer, data: effectiveInput(state, outer) };
  let given = state.parameters === undefined ? scope.data : ofTemplate(state.parameters, scope);
  let arrival = drawn.arrival;
  if (
    state.language === "JSONPath" &&
    state.catch.some(({ errors }) => errors.includes("States.ALL")) &&
    !isSafe(given)
  ) {
    // A path that leads nowhere fails the machine, whatever the Task catches: it is followed before the Task.
    const held = importer.hold(place, state, `${state.name} input`, given, arrival);
    given = held.value;
    arrival = { ...held.arrival, test: arrival.test };
  }
  if (state.hasCredentials)
    importer.note(state, "Credentials are left out: an activity here acts with the server's own.");

  const own = retryOf(importer, state);
  const failing: string[] = [];
  const build = (inside: Place, at: Arrival): Work => {
    const work = importWork(importer, state, inside, at, {
      given,
      scope,
      ...(token !== undefined && { token }),
      retry: own ?? {},
    });
    if (inside === place) failing.push(...work.failing);
    return work;
  };
  let work: Work;
  if (own === undefined) {
    work = withRetryLoop(importer, place, state, arrival, build);
    failing.push(work.name);
  } else work = build(place, arrival);
  const after: Arrival = {
    from: [{ node: work.name, port: "out" }],
    env: knowing(arrival.env, work.name),
    test: `${work.name} !== undefined`,
  };
  const told = { ...scope, variables: arrival.env.variables };
  const out = handOn(
    importer,
    { ...pick(state), state, place, raw, result: work.value, scope: told },
    after,
    state.next,
  );
  const caught = catchOuts(
    importer,
    place,
    state,
    { ...outer, variables: arrival.env.variables },
    failing.map((node) => ({ node, env: arrival.env })),
  );
  return [out, ...caught];
}

const pick = ({ resultPath, resultSelector, assign, output }: Task) => ({
  ...(resultPath !== undefined && { resultPath }),
  ...(resultSelector !== undefined && { resultSelector }),
  ...(assign !== undefined && { assign }),
  ...(output !== undefined && { output }),
});

interface Given {
  readonly given: Symbolic;
  readonly scope: Scope;
  readonly token?: Token;
  readonly retry: { readonly retry?: object };
}
interface BuiltWork extends Work {
  /** The nodes whose failure is the Task's. */
  readonly failing: readonly string[];
}

/** The node, or the two nodes, that do what the Task's resource says. */
function importWork(importer: Importer, state: Task, place: Place, arrival: Arrival, given: Given): BuiltWork {
  const limit = limitOf(importer, state, given.scope, arrival);
  if (limit !== undefined && limit.kind === "container") {
    const name = importer.addMain(place, state, { type: "timeout", config: { limitMs: limit.limitMs } }, arrival.from);
    const inside = { ...place, parent: name };
    const env = arrival.env;
    const work = importResource(importer, state, inside, { ...arrival, from: [], env }, given, undefined);
    const value = setting(work.value, knowing(env, work.name));
    importer.add(inside, state, `${state.name} result`, { type: "return", config: { value } }, [
      { node: work.name, port: "out" },
    ]);
    return { name, value: named(name, shapeOf(work.value)), failing: [name] };
  }
  return importResource(importer, state, place, arrival, given, limit?.timeoutMs);
}

type Limit =
  | { readonly kind: "fixed"; readonly timeoutMs: number }
  | { readonly kind: "container"; readonly limitMs: Value };

/** The limit of one attempt: a fixed one is the node's own, one that data gives is a container's. */
function limitOf(importer: Importer, state: Task, scope: Scope, arrival: Arrival): Limit | undefined {
  const { timeout, heartbeat } = state;
  if (heartbeat !== undefined) {
    importer.note(
      state,
      timeout === undefined
        ? "HeartbeatSeconds: work here sends no heartbeats; the time between them is the limit of the whole attempt."
        : "HeartbeatSeconds: work here sends no heartbeats; TimeoutSeconds alone limits the attempt.",
    );
  }
  const template = timeout ?? heartbeat;
  if (template === undefined) return undefined;
  if (template.kind === "literal" && typeof template.value === "number") {
    const timeoutMs = template.value * 1_000;
    return timeoutMs <= TIMEOUT_MS_MAX
      ? { kind: "fixed", timeoutMs }
      : { kind: "container", limitMs: { literal: timeoutMs } };
  }
  const language = state.language === "JSONata" ? ', "JSONata"' : "";
  return {
    kind: "container",
    limitMs: { expression: `asl.seconds(${print(ofTemplate(template, scope), arrival.env)}${language})` },
  };
}

/** What a resource's name says: `arn:aws:states:::sns:publish.waitForTaskToken`. */
interface Resource {
  /** `lambda:invoke`, or the whole name when it is not one of Step Functions' integrations. */
  readonly action: string;
  readonly pattern: "" | "sync" | "sync:2" | "waitForTaskToken";
}

export function resourceOf(text: string): Resource {
  const found = /^arn:[^:]*:states:[^:]*:[^:]*:(.+?)(?:\.(sync(?::2)?|waitForTaskToken))?$/.exec(text);
  if (found === null) return { action: text, pattern: text.endsWith(".waitForTaskToken") ? "waitForTaskToken" : "" };
  return { action: found[1] ?? text, pattern: (found[2] ?? "") as Resource["pattern"] };
}

/** Actions that run another state machine. */
const EXECUTIONS: readonly string[] = [
  "states:startExecution",
  "aws-sdk:sfn:startExecution",
  "aws-sdk:sfn:startSyncExecution",
];

const isWaiting = ({ resource }: Task): boolean => resourceOf(resource).pattern === "waitForTaskToken";

interface Token {
  readonly event: Value;
  /** What is sent to whoever is to raise the event: the run and the event's name. */
  readonly value: Symbolic;
}

/** Who has the token raises the event of this name for this run. */
function tokenOf(importer: Importer, state: Task, place: Place): Token {
  const index = place.item === undefined ? undefined : print(place.item.index, { certain: new Set() });
  const event =
    index === undefined ? { literal: state.name } : { expression: `${quoted(`${state.name} `)} + ${index}` };
  const name = index === undefined ? quoted(state.name) : `${quoted(`${state.name} `)} + ${index}`;
  return { event, value: computed(() => `${importer.execution}.Execution.Id + "#" + ${name}`, true) };
}

function importResource(
  importer: Importer,
  state: Task,
  place: Place,
  arrival: Arrival,
  given: Given,
  timeoutMs: number | undefined,
): BuiltWork {
  const { action, pattern } = resourceOf(state.resource);
  const limit = timeoutMs === undefined ? {} : { timeoutMs };
  const one = (settings: NodeSettings, result: (name: string) => Symbolic): BuiltWork => {
    const name = importer.addMain(
      place,
      state,
      { ...settings, ...given.retry, ...limit } as NodeSettings,
      arrival.from,
    );
    return { name, value: result(name), failing: [name] };
  };
  const isOurs = importer.options.keepsTasks !== true;
  if (isOurs && action === "http:invoke" && pattern === "") {
    const http = httpSettings(importer, state, given.given, arrival);
    if (http !== undefined) return one(http, httpResult);
  }
  if (isOurs && EXECUTIONS.includes(action)) {
    const call = subWorkflowSettings(importer, state, given.given, arrival, pattern);
    if (call !== undefined) return one(call.settings, call.result);
  }
  const settings = placeholder(state, given.given, arrival);
  if (given.token === undefined) {
    importer.note(
      state,
      `${kindOfResource(action)} is not connected: the activity asl.task keeps the resource and its arguments, and fails until somebody gives it an implementation.`,
    );
    return one(settings, (name) => named(name));
  }
  importer.note(
    state,
    "The task's token is the run's id and the name of an event; who has it raises that event with the result instead of calling SendTaskSuccess, and SendTaskFailure has no counterpart.",
  );
  const sent = importer.addMain(place, state, { ...settings, ...given.retry } as NodeSettings, arrival.from);
  const config = { event: given.token.event, ...(timeoutMs !== undefined && { waitMs: { literal: timeoutMs } }) };
  const name = importer.add(place, state, `${state.name} answer`, { type: "waitForEvent", config }, [
    { node: sent, port: "out" },
  ]);
  return { name, value: named(name), failing: [sent, name] };
}

const kindOfResource = (action: string): string => (action.length > 80 ? `${action.slice(0, 80)}…` : action);

function placeholder(state: Task, given: Symbolic, arrival: Arrival): NodeSettings {
  return {
    type: "activity",
    config: {
      activity: "asl.task",
      input: {
        arguments: setting(given, arrival.env),
        resource: { literal: state.resource },
        state: { literal: state.name },
      },
    },
  };
}

/** A member of what a Task is given, when it is certainly there. */
function memberOf(given: Symbolic, name: string): Symbolic | undefined {
  const shape = shapeOf(given);
  if (shape === undefined || !isKnownObject(shape)) return undefined;
  const found = follow(given, [{ kind: "name", name }]);
  return found.kind === "read" && found.read.kind === "path" && found.read.base === given ? undefined : found;
}

const has = (given: Symbolic, name: string): boolean => memberOf(given, name) !== undefined;

function httpSettings(importer: Importer, state: Task, given: Symbolic, arrival: Arrival): NodeSettings | undefined {
  const url = memberOf(given, "ApiEndpoint");
  const method = shapeOf(memberOf(given, "Method") ?? literal(null));
  const known = method?.kind === "literal" ? HTTP_METHODS.find((each) => each === method.value) : undefined;
  if (url === undefined || known === undefined) return undefined;
  // A URL that a deployment is yet to fill in is none.
  if (url.kind === "literal" && !/^https?:\/\/[^$]/.test(String(url.value))) return undefined;
  const pairs = (name: string): Readonly<Record<string, Value>> | undefined | null => {
    const value = memberOf(given, name);
    if (value === undefined) return undefined;
    if (value.kind !== "object" && !(value.kind === "literal" && isKnownObject(value))) return null;
    const members =
      value.kind === "object"
        ? value.members
        : Object.entries(value.value as object).map(([key, each]) => [key, literal(each)] as const);
    return Object.fromEntries(members.map(([key, each]) => [key, setting(each, arrival.env)]));
  };
  const [headers, query] = [pairs("Headers"), pairs("QueryParameters")];
  if (headers === null || query === null) return undefined;
  const body = memberOf(given, "RequestBody");
  if (has(given, "Authentication") || has(given, "InvocationConfig"))
    importer.note(state, "The connection that signs the request is left out: choose a secret in the node's settings.");
  if (has(given, "Transform")) importer.note(state, "Transform is left out: the body is sent as JSON.");
  importer.note(
    state,
    "Errors of HTTP have this engine's names, and States.Http.StatusCode.NNN for an answer from 400 up.",
  );
  return {
    type: "http",
    config: {
      method: known,
      url: setting(url, arrival.env),
      ...(headers !== undefined && { headers }),
      ...(query !== undefined && { query }),
      ...(body !== undefined && { body: setting(body, arrival.env) }),
    },
  };
}

/** The answer as Step Functions gives it. */
const httpResult = (name: string): Symbolic => ({
  kind: "object",
  members: [
    ["Headers", named(name, undefined, ["headers"])],
    ["ResponseBody", named(name, undefined, ["body"])],
    ["StatusCode", named(name, undefined, ["status"])],
    ["StatusText", literal("")],
  ],
});

function subWorkflowSettings(
  importer: Importer,
  state: Task,
  given: Symbolic,
  arrival: Arrival,
  pattern: Resource["pattern"],
) {
  const arn = memberOf(given, "StateMachineArn");
  if (arn?.kind !== "literal" || typeof arn.value !== "string") return undefined;
  const machine = arn.value.split(":").at(-1) ?? "";
  const workflow = importer.options.workflows?.find(({ title, name }) => title === machine || name === machine);
  if (workflow === undefined) return undefined;
  const waits = pattern !== "";
  const input = memberOf(given, "Input") ?? literal({});
  const settings: NodeSettings = {
    type: "subWorkflow",
    config: { workflow: workflow.name, input: setting(input, arrival.env), wait: waits },
  };
  importer.note(
    state,
    "The execution is a run of the workflow of the same name here; of what Step Functions tells of it, the output, the status and the id are told.",
  );
  const output = (name: string): Symbolic =>
    pattern === "sync" ? computed(() => `JSON.stringify(${name})`, true) : named(name);
  const result = (name: string): Symbolic => ({
    kind: "object",
    members: waits
      ? [
          ["Output", output(name)],
          ["Status", literal("SUCCEEDED")],
          ["Input", input],
        ]
      : [["ExecutionArn", named(name)]],
  });
  return { settings, result };
}

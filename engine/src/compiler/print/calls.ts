import { unreachable } from "../../model/index.js";
import type { GraphNode, NodeOf, Value, WorkNode } from "../graph.js";
import type { SimpleNode } from "../lower/ir.js";
import { bracketed, type Doc } from "./doc.js";
import { codeText, expression, nameText, object, objectOf, setting, text } from "./values.js";

/** What a call needs to know of its surroundings. */
export interface Surroundings {
  /** The version that a workflow's name is pinned to; `undefined`: it is the host's. */
  readonly versionOf: (workflow: string) => Doc | undefined;
  /** What stands behind the name of the method that a node calls, in code with types: `<ReleaseForm>`. */
  readonly typesOf: (node: GraphNode) => string;
  /** A name for the error that a condition is asked about. */
  readonly error: string;
}

/** The call of the context that a node without a body is. Calls that give a task are waited for by the caller. */
export function callOf(node: Exclude<SimpleNode, NodeOf<"start">>, around: Surroundings): Doc {
  const name = nameText(node.name);
  switch (node.type) {
    case "activity":
      return call("ctx.call", [text(node.config.activity), settings(node.config.input), options(node, around)]);
    case "http":
      return httpCall(node, around);
    case "code":
      return call("ctx.call", [text("code.run"), codeInput(node), options(node, around)]);
    case "delay":
      return "until" in node.config
        ? call("ctx.sleepUntil", [setting(node.config.until), objectOf({ node: name })])
        : call("ctx.sleep", [setting(node.config.durationMs), objectOf({ node: name })]);
    case "set": {
      const fields = node.config.fields.map((field) => [field.name, setting(field.value)] as const);
      return call("ctx.record", [name, object(fields)]);
    }
    case "return":
      return call(node.config.endsRun === true ? "ctx.end" : "ctx.record", [name, setting(node.config.value)]);
    case "throw":
      return call("ctx.failure", [name, thrown(node)]);
    case "waitForEvent": {
      const { event, waitMs, schema } = node.config;
      const given = objectOf({ node: name, schema: json(schema), timeoutMs: optional(waitMs) });
      return call(`ctx.waitForEvent${around.typesOf(node)}`, [setting(event), given]);
    }
    case "approval": {
      const { question, details, form, waitMs } = node.config;
      const asked = objectOf({ question: setting(question), details: optional(details), form: json(form) });
      return call(`ctx.approval${around.typesOf(node)}`, [
        asked,
        objectOf({ node: name, timeoutMs: optional(waitMs) }),
      ]);
    }
    case "subWorkflow":
      return subWorkflow(node, around);
    case "callEntity": {
      const { entity, key, operation, input } = node.config;
      const given = input === undefined ? "undefined" : setting(input);
      return call("ctx.callEntity", [entityId(entity, key), text(operation), given, objectOf({ node: name })]);
    }
    case "signalEntity": {
      const { entity, key, operation, input, at } = node.config;
      const given = input === undefined ? "undefined" : setting(input);
      const how = objectOf({ node: name, at: optional(at) });
      return call("ctx.signalEntity", [entityId(entity, key), text(operation), given, how]);
    }
    case "continueAsNew":
      return call("ctx.continueAsNew", [setting(node.config.input), objectOf({ node: name })]);
    case "setStatus":
      return call("ctx.setCustomStatus", [setting(node.config.status), objectOf({ node: name })]);
    default:
      return unreachable(node, "node type");
  }
}

/** The id of an entity, made where it is needed. */
export const entityId = (entity: string, key: Value): Doc => call("ctx.entity", [text(entity), setting(key)]);

export const call = (name: string, args: readonly Doc[]): Doc => [
  `${name}(`,
  ...args.flatMap((argument, index) => (index === 0 ? [argument] : [", ", argument])),
  ")",
];

const optional = (value: Value | undefined): Doc | undefined => (value === undefined ? undefined : setting(value));
const json = (value: NodeOf<"http">["config"]["responseSchema"]): Doc | undefined =>
  value === undefined ? undefined : setting({ literal: value });

function options(node: WorkNode, around: Surroundings, more: Readonly<Record<string, Doc | undefined>> = {}): Doc {
  const { timeoutMs } = node;
  return objectOf({
    node: nameText(node.name),
    ...more,
    retry: retryOf(node, around),
    timeoutMs: timeoutMs === undefined ? undefined : String(timeoutMs),
  });
}

const numberOf = (value: number | undefined): Doc | undefined => (value === undefined ? undefined : String(value));

function retryOf({ retry }: WorkNode, { error }: Surroundings): Doc | undefined {
  if (retry === undefined) return undefined;
  return objectOf({
    maxAttempts: String(retry.maxAttempts),
    firstDelayMs: String(retry.firstDelayMs),
    backoff: numberOf(retry.backoff),
    maxDelayMs: numberOf(retry.maxDelayMs),
    jitter: numberOf(retry.jitter),
    totalTimeoutMs: numberOf(retry.totalTimeoutMs),
    nonRetriable: retry.nonRetriable === undefined ? undefined : bracketed("[", retry.nonRetriable.map(text), "]"),
    retryIf: retry.retryIf === undefined ? undefined : [`(${error}) => `, arrowResult(retry.retryIf)],
  });
}

/** What an arrow gives. Braces would be its body. */
export function arrowResult(typed: string): Doc {
  const result = expression(typed);
  return typed.trimStart().startsWith("{") ? ["(", result, ")"] : result;
}

function httpCall(node: NodeOf<"http">, around: Surroundings): Doc {
  const { poll } = node.config;
  if (poll === undefined)
    return call(`ctx.call${around.typesOf(node)}`, [text("http.request"), request(node), options(node, around)]);
  const every = poll.everyMs === undefined ? {} : { everyMs: String(poll.everyMs) };
  return call(`ctx.callHttp${around.typesOf(node)}`, [request(node), options(node, around, every)]);
}

function request({ config }: NodeOf<"http">): Doc {
  const { method, url, headers, query, body, onErrorStatus, expectedStatus, auth, responseSchema } = config;
  return objectOf({
    method: text(method),
    url: setting(url),
    headers: headers === undefined ? undefined : settings(headers),
    query: query === undefined ? undefined : settings(query),
    body: body === undefined ? undefined : setting(body),
    onErrorStatus: onErrorStatus === undefined ? undefined : text(onErrorStatus),
    expectedStatus: expectedStatus === undefined ? undefined : text(expectedStatus),
    auth: json(auth),
    responseSchema: json(responseSchema),
  });
}

function codeInput({ config }: NodeOf<"code">): Doc {
  const { language, source, inputs, memoryMb } = config;
  // An expression may give undefined, which JSON leaves out of the inputs: the code shall know the name all the same.
  const maybeAbsent = inputs.filter(({ value }) => "expression" in value).map(({ name }) => text(name));
  return objectOf({
    language: text(language),
    source: codeText(source),
    inputs: object(inputs.map(({ name, value }) => [name, setting(value)])),
    parameters: maybeAbsent.length === 0 ? undefined : bracketed("[", maybeAbsent, "]"),
    memoryMb: numberOf(memoryMb),
  });
}

function thrown({ config }: NodeOf<"throw">): Doc {
  if (config.error !== undefined) return expression(config.error);
  return objectOf({
    code: optional(config.code),
    message: optional(config.message),
    details: optional(config.details),
    nonRetriable: config.nonRetriable === true ? "true" : undefined,
  });
}

function subWorkflow(node: NodeOf<"subWorkflow">, around: Surroundings): Doc {
  const { workflow, version, input, instanceId, wait } = node.config;
  const more = {
    version: version === undefined ? around.versionOf(workflow) : text(version),
    instanceId: optional(instanceId),
  };
  if (!wait) {
    return call("ctx.startSub", [text(workflow), setting(input), objectOf({ node: nameText(node.name), ...more })]);
  }
  return call("ctx.callSub", [text(workflow), setting(input), options(node, around, more)]);
}

const settings = (values: Readonly<Record<string, Value>>): Doc =>
  object(
    Object.entries(values)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, setting(value)]),
  );

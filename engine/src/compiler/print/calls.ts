import { unreachable } from "../../model/index.js";
import type { GraphNode, NodeOf, Value } from "../graph.js";
import { type Doc, named } from "./doc.js";
import { expression, nameText, object, objectOf, setting, text } from "./values.js";

type Working = NodeOf<"activity"> | NodeOf<"http">;

/** The call of the context that a node without a body is. Calls that give a task are waited for by the caller. */
export function callOf(node: Exclude<GraphNode, NodeOf<"start"> | NodeOf<"forEach">>): Doc {
  switch (node.type) {
    case "activity":
      return call("ctx.call", [text(node.config.activity), settings(node.config.input), options(node)]);
    case "http":
      return call("ctx.call", [text("http.request"), request(node), options(node)]);
    case "delay":
      return call("ctx.sleep", [setting(node.config.durationMs), objectOf({ node: nameText(node.name) })]);
    case "set":
      return call("ctx.record", [
        nameText(node.name),
        object(node.config.fields.map((field) => [field.name, setting(field.value)])),
      ]);
    case "return":
      return call("ctx.record", [nameText(node.name), setting(node.config.value)]);
    case "if":
      return call("ctx.decide", [nameText(node.name), expression(node.config.condition)]);
    default:
      return unreachable(node, "node type");
  }
}

/** The start of the call of a loop, up to its body. */
export function loopHead(node: NodeOf<"forEach">): Doc {
  const { items, maxConcurrency, itemName, indexName } = node.config;
  const settingsOfLoop = objectOf({
    node: nameText(node.name),
    maxConcurrency: maxConcurrency === undefined ? undefined : String(maxConcurrency),
  });
  const parameters: Doc = ["ctx, ", named(itemName), ...(indexName === undefined ? [] : [", ", named(indexName)])];
  return ["ctx.forEach(", expression(items), ", ", settingsOfLoop, ", function* (", parameters, ") {"];
}

const call = (name: string, args: readonly Doc[]): Doc => [
  `${name}(`,
  ...args.flatMap((argument, index) => (index === 0 ? [argument] : [", ", argument])),
  ")",
];

function options(node: Working): Doc {
  const { retry, timeoutMs } = node;
  return objectOf({
    node: nameText(node.name),
    retry:
      retry === undefined
        ? undefined
        : objectOf({
            maxAttempts: String(retry.maxAttempts),
            firstDelayMs: String(retry.firstDelayMs),
            backoff: retry.backoff === undefined ? undefined : String(retry.backoff),
            maxDelayMs: retry.maxDelayMs === undefined ? undefined : String(retry.maxDelayMs),
          }),
    timeoutMs: timeoutMs === undefined ? undefined : String(timeoutMs),
  });
}

function request({ config }: NodeOf<"http">): Doc {
  const { method, url, headers, query, body, onErrorStatus } = config;
  return objectOf({
    method: text(method),
    url: setting(url),
    headers: headers === undefined ? undefined : settings(headers),
    query: query === undefined ? undefined : settings(query),
    body: body === undefined ? undefined : setting(body),
    onErrorStatus: onErrorStatus === undefined ? undefined : text(onErrorStatus),
  });
}

const settings = (values: Readonly<Record<string, Value>>): Doc =>
  object(
    Object.entries(values)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, setting(value)]),
  );

import type { GraphNode, Value } from "@dacapo/engine/compiler";
import { unreachable } from "@dacapo/engine/model";
import { isWork } from "./node-settings";

type Change = (expression: string) => string;

/** The node with every expression in its settings changed; the node itself when none was. */
export function mapExpressions(node: GraphNode, change: Change): GraphNode {
  const config = mapConfig(node, change);
  const own = config === node.config ? node : ({ ...node, config } as GraphNode);
  if (!isWork(own) || own.retry?.retryIf === undefined) return own;
  const retryIf = change(own.retry.retryIf);
  return retryIf === own.retry.retryIf ? own : { ...own, retry: { ...own.retry, retryIf } };
}

function mapConfig(node: GraphNode, change: Change): GraphNode["config"] {
  const value = (of: Value): Value => mapValue(of, change);
  const maybe = (of: Value | undefined): Value | undefined => (of === undefined ? undefined : mapValue(of, change));
  const text = (of: string | undefined): string | undefined => (of === undefined ? undefined : change(of));
  const { config } = node;
  switch (node.type) {
    case "start":
    case "try":
    case "finally":
    case "race":
    case "note":
    case "group":
      return config;
    case "return":
      return replaced(node.config, { value: value(node.config.value) });
    case "activity":
      return replaced(node.config, { input: mapRecord(node.config.input, change) });
    case "http": {
      const { url, headers, query, body } = node.config;
      return replaced(node.config, {
        url: value(url),
        headers: headers && mapRecord(headers, change),
        query: query && mapRecord(query, change),
        body: maybe(body),
      });
    }
    case "code":
      return replaced(node.config, {
        inputs: mapList(node.config.inputs, (each) => replaced(each, { value: value(each.value) })),
      });
    case "set":
      return replaced(node.config, {
        fields: mapList(node.config.fields, (each) => replaced(each, { value: value(each.value) })),
      });
    case "if":
      return replaced(node.config, { condition: change(node.config.condition) });
    case "switch":
      return replaced(node.config, {
        cases: mapList(node.config.cases, (each) => replaced(each, { condition: change(each.condition) })),
      });
    case "delay":
      return "until" in node.config
        ? replaced(node.config, { until: value(node.config.until) })
        : replaced(node.config, { durationMs: value(node.config.durationMs) });
    case "throw": {
      const { code, message, details, error } = node.config;
      return replaced(node.config, {
        code: maybe(code),
        message: maybe(message),
        details: maybe(details),
        error: text(error),
      });
    }
    case "waitForEvent":
      return replaced(node.config, { event: value(node.config.event), waitMs: maybe(node.config.waitMs) });
    case "approval": {
      const { question, details, waitMs } = node.config;
      return replaced(node.config, { question: value(question), details: maybe(details), waitMs: maybe(waitMs) });
    }
    case "subWorkflow":
      return replaced(node.config, { input: value(node.config.input), instanceId: maybe(node.config.instanceId) });
    case "callEntity":
      return replaced(node.config, { key: value(node.config.key), input: maybe(node.config.input) });
    case "signalEntity": {
      const { key, input, at } = node.config;
      return replaced(node.config, { key: value(key), input: maybe(input), at: maybe(at) });
    }
    case "continueAsNew":
      return replaced(node.config, { input: value(node.config.input) });
    case "setStatus":
      return replaced(node.config, { status: value(node.config.status) });
    case "forEach": {
      const { items, maxConcurrency, toleratedFailures, toleratedPercent } = node.config;
      return replaced(node.config, {
        items: change(items),
        maxConcurrency: mapCount(maxConcurrency, change),
        toleratedFailures: mapCount(toleratedFailures, change),
        toleratedPercent: mapCount(toleratedPercent, change),
      });
    }
    case "while":
      return replaced(node.config, {
        condition: change(node.config.condition),
        variables: mapList(node.config.variables, (each) =>
          replaced(each, { initial: value(each.initial), next: text(each.next) }),
        ),
      });
    case "catch":
      return replaced(node.config, { condition: text(node.config.condition) });
    case "lock":
      return replaced(node.config, {
        entities: mapList(node.config.entities, (each) => replaced(each, { key: value(each.key) })),
      });
    case "timeout":
      return replaced(node.config, { limitMs: value(node.config.limitMs) });
    default:
      return unreachable(node, "node");
  }
}

/** The record with these members instead of its own; itself when they are its own. What is absent stays so. */
function replaced<Record_ extends object>(
  record: Record_,
  members: { [Key in keyof Record_]?: Record_[Key] | undefined },
): Record_ {
  const changed = (Object.entries(members) as [keyof Record_, unknown][]).filter(
    ([key, member]) => member !== undefined && member !== record[key],
  );
  return changed.length === 0 ? record : { ...record, ...Object.fromEntries(changed) };
}

function mapList<Item>(items: Item[], change: (item: Item) => Item): Item[] {
  const next = items.map(change);
  return next.every((item, index) => item === items[index]) ? items : next;
}

function mapValue(value: Value, change: Change): Value {
  if (!("expression" in value)) return value;
  const expression = change(value.expression);
  return expression === value.expression ? value : { expression };
}

type Count = number | { expression: string };

function mapCount(count: Count | undefined, change: Change): Count | undefined {
  if (count === undefined || typeof count === "number") return count;
  const expression = change(count.expression);
  return expression === count.expression ? count : { expression };
}

function mapRecord(values: Record<string, Value>, change: Change): Record<string, Value> {
  let changed = false;
  const mapped: Record<string, Value> = {};
  for (const [name, value] of Object.entries(values)) {
    const next = mapValue(value, change);
    changed ||= next !== value;
    mapped[name] = next;
  }
  return changed ? mapped : values;
}

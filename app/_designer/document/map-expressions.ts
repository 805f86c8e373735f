import type { GraphNode, Value } from "@dacapo/engine/compiler";
import { unreachable } from "@dacapo/engine/model";

type Change = (expression: string) => string;

/** The node with every expression in its settings changed; the node itself when none was. */
export function mapExpressions(node: GraphNode, change: Change): GraphNode {
  switch (node.type) {
    case "start":
      return node;
    case "return": {
      const value = mapValue(node.config.value, change);
      return value === node.config.value ? node : { ...node, config: { value } };
    }
    case "activity": {
      const input = mapRecord(node.config.input, change);
      return input === node.config.input ? node : { ...node, config: { ...node.config, input } };
    }
    case "http": {
      const { config } = node;
      const url = mapValue(config.url, change);
      const headers = config.headers && mapRecord(config.headers, change);
      const query = config.query && mapRecord(config.query, change);
      const body = config.body && mapValue(config.body, change);
      if (url === config.url && headers === config.headers && query === config.query && body === config.body)
        return node;
      return {
        ...node,
        config: { ...config, url, ...(headers && { headers }), ...(query && { query }), ...(body && { body }) },
      };
    }
    case "set": {
      let changed = false;
      const fields = node.config.fields.map((field) => {
        const value = mapValue(field.value, change);
        changed ||= value !== field.value;
        return value === field.value ? field : { ...field, value };
      });
      return changed ? { ...node, config: { fields } } : node;
    }
    case "if": {
      const condition = change(node.config.condition);
      return condition === node.config.condition ? node : { ...node, config: { condition } };
    }
    case "delay": {
      const durationMs = mapValue(node.config.durationMs, change);
      return durationMs === node.config.durationMs ? node : { ...node, config: { durationMs } };
    }
    case "forEach": {
      const items = change(node.config.items);
      return items === node.config.items ? node : { ...node, config: { ...node.config, items } };
    }
    default:
      return unreachable(node, "node");
  }
}

function mapValue(value: Value, change: Change): Value {
  if (!("expression" in value)) return value;
  const expression = change(value.expression);
  return expression === value.expression ? value : { expression };
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

import type { Json } from "../../model/index.js";
import type { Catalog } from "../catalog.js";
import type { GraphNode, NodeOf, Value } from "../graph.js";
import type { Scope } from "../readable-names.js";
import { areSure, returnsOf } from "../returns.js";
import type { Topology } from "../topology.js";
import { isDisabled } from "../ways.js";
import { operationOf } from "./expected-types.js";
import type { Names } from "./names.js";
import { keyText, typeOfSample, typeOfSchema, typeOfValue, union } from "./schema-type.js";

export interface TypeContext {
  readonly catalog: Catalog;
  readonly topology: Topology;
  readonly scope: Scope;
  readonly names: Names;
  /** True when the type may rest on what nobody has promised: on a run, or on how JavaScript looks. */
  readonly supposes: boolean;
  /** What the node gave in some run: it stands for a schema that is missing. */
  readonly sample?: Json | undefined;
}

/** The type of a node's value when it has run and not failed. */
export function valueType(node: GraphNode, context: TypeContext): string {
  if (isDisabled(node)) return "undefined";
  const { catalog, names } = context;
  const bySchema = (schema: Json | undefined) => {
    const promised = typeOfSchema(schema);
    return promised === "any" ? sampledType(context.sample) : promised;
  };
  switch (node.type) {
    case "activity":
      return bySchema(catalog.activities.find(({ name }) => name === node.config.activity)?.outputSchema);
    case "http": {
      const { responseSchema } = node.config;
      if (responseSchema === undefined && context.sample !== undefined) return typeOfSample(context.sample);
      return `{ status: number; headers: Record<string, string>; body: ${typeOfSchema(responseSchema)} }`;
    }
    case "code": {
      const read = codeValueType(node, names);
      if (node.config.language === "javascript")
        return context.supposes ? `Known<Loose<${read}>, ${sampledType(context.sample)}>` : "any";
      return context.sample === undefined ? read : `Known<${read}, ${typeOfSample(context.sample)}>`;
    }
    case "set": {
      const fields = node.config.fields.map(
        ({ name, value }, index) =>
          `${keyText(name)}: ${givenBy(node.id, `config.fields.${index}.value`, value, names)}`,
      );
      return `{ ${fields.join("; ")} }`;
    }
    case "return":
      return givenBy(node.id, "config.value", node.config.value, names);
    case "if":
      return "boolean";
    case "switch":
      return union([...node.config.cases.map(({ label }) => JSON.stringify(label)), '"default"']);
    case "waitForEvent":
      return bySchema(node.config.schema);
    case "approval":
      return approvalType(node.config.form);
    case "subWorkflow":
      if (!node.config.wait) return "string";
      return bySchema(catalog.workflows.find(({ name }) => name === node.config.workflow)?.outputSchema);
    case "callEntity":
      return bySchema(operationOf(node, catalog)?.outputSchema);
    case "forEach": {
      const result = resultOf(node.id, context);
      if (node.config.onFailure !== "collect") return `Array<${result}>`;
      return `Array<{ ok: true; value: ${result} } | { ok: false; error: Failure }>`;
    }
    case "while": {
      const variables = node.config.variables.map(
        ({ name }, index) => `${keyText(name)}: ${names.variable(node, index)}`,
      );
      return `{ ${variables.join("; ")} }`;
    }
    case "try": {
      const handler = context.topology.handlerOf(node.id, "catch");
      const result = resultOf(node.id, context);
      return handler === undefined ? result : union([result, resultOf(handler.id, context)]);
    }
    case "lock":
    case "timeout":
      return resultOf(node.id, context);
    case "race":
      return `{ winner: string; value: ${resultOf(node.id, context)} }`;
    default:
      return "undefined";
  }
}

const sampledType = (sample: Json | undefined): string => (sample === undefined ? "any" : typeOfSample(sample));

/** Who approves fills in the form; who rejects need not. */
function approvalType(form: Json | undefined): string {
  const filled = typeOfSchema(form);
  const answer = "by?: string; comment?: string";
  return `{ approved: true; ${answer}; form${form === undefined ? "?" : ""}: ${filled} } | { approved: false; ${answer}; form?: ${filled} }`;
}

/** The type of what code returns, as far as TypeScript sees it in the text. */
function codeValueType(node: NodeOf<"code">, names: Names): string {
  const file = names.codeFile(node.id, node.config.language).replace(/\.ts$/, "");
  return `Carried<Awaited<ReturnType<typeof import("./${file}").default>>>`;
}

/** The type of a setting that is fixed, or what its expression gives. */
export function givenBy(nodeId: string, field: string, value: Value, names: Names): string {
  return "literal" in value
    ? value.literal === null
      ? "null"
      : typeOfValue(value.literal)
    : names.given(nodeId, field);
}

/** What the returns of a container give; undefined where none of them is sure to be reached. */
function resultOf(containerId: string, { topology, scope, names }: TypeContext): string {
  const returns = returnsOf(containerId, topology);
  const types = returns.map(({ id }) => names.value(id));
  return union(areSure(returns, topology, scope) ? types : [...types, "undefined"]);
}

import type { EntityInfo } from "../catalog.js";
import type { NodeOf, Value } from "../graph.js";
import { didYouMean } from "./activity.js";
import { type CheckContext, quoted } from "./context.js";
import { dateFindings, type Finding, idle, invalid, missing, textFindings } from "./finding.js";
import { literalProblem } from "./json-schema.js";

type EntityNode = NodeOf<"callEntity"> | NodeOf<"signalEntity">;

export function callFindings(node: EntityNode, context: CheckContext): Finding[] {
  const { entity, key } = node.config;
  const who = quoted(node);
  return [
    ...entityFindings("config.entity", who, entity, context),
    ...keyFindings("config.key", who, key),
    ...operationFindings(node, context.entities.get(entity)),
    ...(node.type === "signalEntity" ? dateFindings("config.at", who, node.config.at) : []),
  ];
}

function operationFindings(node: EntityNode, info: EntityInfo | undefined): Finding[] {
  const { operation: name, input } = node.config;
  const who = quoted(node);
  if (name === "") return [missing("config.operation", `${who} asks for no operation. Choose one.`)];
  if (info === undefined) return [];
  const operation = info.operations.find((each) => each.name === name);
  if (operation === undefined) {
    const names = info.operations.map((each) => each.name);
    return [
      {
        code: "operation-unknown",
        field: "config.operation",
        message: `${info.title} has no operation ${name}, which ${who} asks for. ${didYouMean(name, names)}It has ${names.join(", ") || "none"}.`,
      },
    ];
  }
  if (operation.inputSchema === undefined) return [];
  if (input === undefined) {
    // No input arrives as null.
    const isOptional = "default" in operation.inputSchema || literalProblem(operation.inputSchema, null) === undefined;
    return isOptional
      ? []
      : [
          missing(
            "config.input",
            `The operation ${name} of ${info.title} needs an input. Give ${who} a value or an expression.`,
          ),
        ];
  }
  const problem = "literal" in input ? literalProblem(operation.inputSchema, input.literal) : undefined;
  if (problem === undefined) return [];
  return [invalid("config.input", `The input of ${who} does not fit ${name} of ${info.title}: ${problem}.`)];
}

function entityFindings(field: string, who: string, name: string, { entities }: CheckContext): Finding[] {
  if (name === "") return [missing(field, `${who} names no type of entity. Choose one.`)];
  if (entities.has(name)) return [];
  return [
    {
      code: "entity-unknown",
      field,
      message: `${who} names the entity ${name}, which is not registered here. ${didYouMean(name, entities.keys())}Choose another, or register it.`,
    },
  ];
}

const keyFindings = (field: string, who: string, key: Value): Finding[] =>
  textFindings(field, key, {
    missing: `${who} does not say which entity it means. Give its key, such as a customer's number.`,
    invalid: (literal) => `The key of an entity that ${who} names is ${literal}. Give a text.`,
  });

export function lockFindings(node: NodeOf<"lock">, context: CheckContext): Finding[] {
  const { entities } = node.config;
  const who = quoted(node);
  if (entities.length === 0) return [missing("config.entities", `${who} locks nothing. Add an entity.`)];
  const before = new Map<string, number>();
  return entities.flatMap(({ entity, key }, index): Finding[] => {
    const at = `config.entities.${index}`;
    const findings = [...entityFindings(`${at}.entity`, who, entity, context), ...keyFindings(`${at}.key`, who, key)];
    if (findings.length > 0) return findings;
    const same = `${entity} ${keyText(key)}`;
    const first = before.get(same);
    if (first === undefined) {
      before.set(same, index);
      return [];
    }
    return [idle(at, `${who} locks the entity ${first + 1} of its list again. Remove one of them.`)];
  });
}

/** Equal for keys that are certainly equal. */
export const keyText = (key: Value): string =>
  "literal" in key ? JSON.stringify(key.literal) : `= ${key.expression.trim()}`;

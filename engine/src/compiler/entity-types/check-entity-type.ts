import { parse } from "acorn";
import type { JsonObject } from "../../model/index.js";
import { didYouMean } from "../checks/activity.js";
import { type Finding, idle, invalid, missing } from "../checks/finding.js";
import { schemaFindings, unreadableSchema, valueProblem } from "../checks/json-schema.js";
import type { Diagnostic } from "../diagnostic.js";
import { parseExpression } from "../expressions/parse-expression.js";
import { ALLOWED_GLOBALS } from "../expressions/words.js";
import type { EntityOperationType, EntityType, OperationBody } from "./entity-type.js";

/** What expressions and code of an operation read. */
export const OPERATION_NAMES = ["state", "input", "key"] as const;

const NAME = /^[a-z][a-z0-9_-]{0,59}$/;
const OPERATION_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,59}$/;
/** The rules of Amazon States Language are for imported workflows. */
const GLOBALS: ReadonlySet<string> = new Set([...ALLOWED_GLOBALS].filter((word) => word !== "asl"));

/**
 * Everything that is wrong with a type of entity; `takenNames` are those of all other types. Never throws. The syntax of
 * TypeScript is looked at where its types are taken out, when the type is compiled.
 */
export function checkEntityType(type: EntityType, takenNames: Iterable<string> = []): Diagnostic[] {
  const findings = [
    ...nameFindings(type.name, new Set(takenNames)),
    ...stateFindings(type),
    ...operationsFindings(type.operations),
  ];
  return findings.map((finding) => ({ severity: "error", ...finding }));
}

function nameFindings(name: string, taken: ReadonlySet<string>): Finding[] {
  if (name === "") {
    return [{ code: "name-invalid", field: "name", message: "The type has no name. Give one, such as account." }];
  }
  if (!NAME.test(name)) {
    const message = `"${name}" cannot be the name of a type: use small letters, digits, - and _, begin with a letter, and use at most 60 characters.`;
    return [{ code: "name-invalid", field: "name", message }];
  }
  if (!taken.has(name)) return [];
  const message = `There is a type of entity called "${name}" already. Choose another name.`;
  return [{ code: "name-taken", field: "name", message }];
}

function stateFindings({ stateSchema, initialState }: EntityType): Finding[] {
  const wrong = usableSchemaFindings("stateSchema", "The schema of the state", stateSchema);
  if (wrong.length > 0 || stateSchema === undefined) return wrong;
  const problem = valueProblem(stateSchema, initialState);
  if (problem === undefined) return [];
  return [
    invalid("initialState", `The initial state does not fit the schema of the state: ${problem}. Correct one of them.`),
  ];
}

/** A schema that is none, and one that has words which could not be held against a value. */
function usableSchemaFindings(field: string, what: string, schema: JsonObject | undefined): Finding[] {
  const wrong = schemaFindings(field, what, schema);
  if (wrong.length > 0 || schema === undefined) return wrong;
  const reason = unreadableSchema(schema);
  if (reason === undefined) return [];
  const message = `${what} cannot be checked against values: ${reason}. Say it in other words of JSON Schema, or leave it out.`;
  return [{ code: "schema-invalid", field, message }];
}

function operationsFindings(operations: readonly EntityOperationType[]): Finding[] {
  if (operations.length === 0) {
    return [missing("operations", "The type has no operation, so nothing can be asked of its entities. Add one.")];
  }
  const seen = new Set<string>();
  return operations.flatMap((operation, index) => {
    const field = `operations.${index}`;
    const isTaken = seen.has(operation.name);
    seen.add(operation.name);
    return [
      ...operationNameFindings(`${field}.name`, operation.name, isTaken),
      ...usableSchemaFindings(
        `${field}.inputSchema`,
        `The schema of the input of ${quoted(operation)}`,
        operation.inputSchema,
      ),
      ...usableSchemaFindings(
        `${field}.outputSchema`,
        `The schema of the result of ${quoted(operation)}`,
        operation.outputSchema,
      ),
      ...bodyFindings(`${field}.body`, operation),
    ];
  });
}

function operationNameFindings(field: string, name: string, isTaken: boolean): Finding[] {
  if (name === "") {
    return [{ code: "name-invalid", field, message: "An operation has no name. Give one, such as deposit." }];
  }
  if (!OPERATION_NAME.test(name)) {
    const message = `"${name}" cannot be the name of an operation: use letters, digits, - and _, begin with a letter, and use at most 60 characters.`;
    return [{ code: "name-invalid", field, message }];
  }
  if (!isTaken) return [];
  return [{ code: "name-taken", field, message: `Two operations are called "${name}". Rename one of them.` }];
}

function bodyFindings(field: string, operation: EntityOperationType): Finding[] {
  const { body, forgets } = operation;
  switch (body.kind) {
    case "expressions": {
      const findings = (["state", "result"] as const).flatMap((part) => {
        const text = body[part];
        return text === undefined ? [] : expressionFindings(`${field}.${part}`, quoted(operation), text);
      });
      if (body.state !== undefined && forgets) {
        findings.push(
          idle(
            `${field}.state`,
            `${quoted(operation)} forgets the state, so what it makes of it is lost. Take one of them out.`,
          ),
        );
      }
      if (body.state === undefined && body.result === undefined && !forgets) {
        findings.push(
          missing(field, `${quoted(operation)} does nothing. Give it the state afterwards, a result, or both.`),
        );
      }
      return findings;
    }
    case "code":
      return codeFindings(`${field}.source`, quoted(operation), body);
  }
}

function expressionFindings(field: string, who: string, text: string): Finding[] {
  if (text.trim() === "") {
    return [missing(field, `${who} has an empty expression. Write one, or take it out.`)];
  }
  const parsed = parseExpression(text);
  if (!parsed.ok) {
    return parsed.problems.map(({ code, message, from, to }) => ({ code, field, range: { from, to }, message }));
  }
  return parsed.freeNames.flatMap(({ name, from, to, isCalled }): Finding[] => {
    const range = { from, to };
    if (GLOBALS.has(name)) return [];
    if ((OPERATION_NAMES as readonly string[]).includes(name)) {
      if (!isCalled) return [];
      const message = `"${name}" is a value, not a function. Call a method of it, such as ${name}.map(…).`;
      return [{ code: "expression-forbidden", field, range, message }];
    }
    const message = `There is no "${name}" that ${who} could read. ${didYouMean(name, OPERATION_NAMES)}It may read state, input and key.`;
    return [{ code: "name-unknown", field, range, message }];
  });
}

/** Between these two the text of an operation is the body of one function. */
const BEFORE = '"use strict"; (function (state, input, key) {\n';
const AFTER = "\n})";

function codeFindings(field: string, who: string, body: OperationBody & { readonly kind: "code" }): Finding[] {
  if (body.source.trim() === "") {
    return [missing(field, `${who} has no code. Write the body of a function that returns { state, result }.`)];
  }
  if (body.language === "typescript") return [];
  const problem = bodyProblem(body.source);
  if (problem === undefined) return [];
  const { at, says, line } = problem;
  const from = Math.min(at, Math.max(0, body.source.length - 1));
  return [
    {
      code: "code-syntax",
      field,
      range: { from, to: from + 1 },
      message: `The code of ${who} is not JavaScript: ${says}. Correct it in line ${line}.`,
    },
  ];
}

export interface BodyProblem {
  /** In UTF-16 units of the text, and the line, counted from 1. */
  readonly at: number;
  readonly line: number;
  readonly says: string;
}

/** Why a text is not the body of one plain function; one that closes its brace would be two pieces of code. */
export function bodyProblem(source: string): BodyProblem | undefined {
  const problem = (at: number, says: string): BodyProblem => {
    const within = Math.max(0, Math.min(source.length, at - BEFORE.length));
    return { at: within, line: source.slice(0, within).split("\n").length, says };
  };
  const separator = source.search(/[\u2028\u2029]/);
  if (separator !== -1) return problem(BEFORE.length + separator, "it has an invisible line separator here");
  try {
    const { body } = parse(BEFORE + source + AFTER, { ecmaVersion: 2023, sourceType: "script" });
    const [, only] = body;
    const isOne = only?.type === "ExpressionStatement" && only.expression.type === "FunctionExpression";
    return body.length === 2 && isOne ? undefined : problem(0, "a closing brace has no opening one");
  } catch (thrown) {
    if (thrown instanceof RangeError) return problem(0, "it is nested too deeply");
    if (!(thrown instanceof SyntaxError)) throw thrown;
    const says = thrown.message.replace(/ \(\d+:\d+\)$/, "");
    const at = "pos" in thrown && typeof thrown.pos === "number" ? thrown.pos : 0;
    return problem(at, says.charAt(0).toLowerCase() + says.slice(1));
  }
}

const quoted = ({ name }: EntityOperationType): string => (name === "" ? "an operation" : `"${name}"`);

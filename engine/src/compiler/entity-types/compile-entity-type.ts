import type { Json, JsonObject } from "../../model/index.js";
import type { EntityInfo } from "../catalog.js";
import type { Diagnostic } from "../diagnostic.js";
import { bracketed, type Doc, layOut } from "../print/doc.js";
import { expression, literal, propertyKey, text } from "../print/values.js";
import { bodyProblem, checkEntityType } from "./check-entity-type.js";
import type { EntityOperationType, EntityType, OperationBody } from "./entity-type.js";

/** A type of entity as a hub runs it: plain data that can cross threads. */
export interface EntityProgram {
  readonly name: string;
  /** A module that exports the type; the operations are run from its text. */
  readonly code: string;
  readonly initialState: Json;
  readonly stateSchema?: JsonObject;
  readonly operations: readonly OperationProgram[];
}

export interface OperationProgram {
  readonly name: string;
  readonly inputSchema?: JsonObject;
  readonly outputSchema?: JsonObject;
  readonly forgets?: true;
  /** Where a person's own code stands in the module: its first line, counted from 1, and how many they are. */
  readonly lines?: { readonly from: number; readonly count: number };
}

export type CompiledEntityType =
  | { readonly ok: true; readonly program: EntityProgram; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** TypeScript without its types, or what is wrong with it, at an offset of the text. */
export type StripTypes = (
  source: string,
) =>
  | { readonly kind: "stripped"; readonly script: string }
  | { readonly kind: "refused"; readonly says: string; readonly offset?: number };

export interface CompileEntityTypeOptions {
  /** The names of all other types. */
  readonly takenNames?: Iterable<string>;
  /** Without it a type with TypeScript in it does not compile. */
  readonly stripTypes?: StripTypes;
}

/** Type → module. The same type gives the same bytes. One with errors gives its diagnostics alone. */
export function compileEntityType(
  type: EntityType,
  { takenNames = [], stripTypes }: CompileEntityTypeOptions = {},
): CompiledEntityType {
  const diagnostics = checkEntityType(type, takenNames);
  const operations = type.operations.map((operation, index) =>
    withoutTypes(operation, `operations.${index}.body.source`, stripTypes),
  );
  for (const { problem } of operations) if (problem !== undefined) diagnostics.push(problem);
  if (diagnostics.some(({ severity }) => severity === "error")) return { ok: false, diagnostics };
  return { ok: true, program: printed(type, operations), diagnostics };
}

/** An operation with its code as JavaScript. */
interface Plain {
  readonly operation: EntityOperationType;
  readonly problem?: Diagnostic;
}

function withoutTypes(operation: EntityOperationType, field: string, stripTypes: StripTypes | undefined): Plain {
  const { body } = operation;
  if (body.kind !== "code" || body.language !== "typescript" || body.source.trim() === "") return { operation };
  const refused = (says: string, at?: number): Plain => ({
    operation,
    problem: {
      severity: "error",
      code: "code-syntax",
      field,
      ...(at !== undefined && { range: { from: at, to: at + 1 } }),
      message: `The code of "${operation.name}" is not TypeScript: ${says.replace(/\.$/, "")}. Correct it.`,
    },
  });
  if (stripTypes === undefined) return refused("its types cannot be taken out here");
  // Without a function around it a `return` would be an error.
  const stripped = stripTypes(`${TYPED_BEFORE}${body.source}${TYPED_AFTER}`);
  if (stripped.kind === "refused") {
    const at = stripped.offset === undefined ? undefined : stripped.offset - TYPED_BEFORE.length;
    return refused(stripped.says, at === undefined ? undefined : Math.max(0, Math.min(body.source.length, at)));
  }
  const script = stripped.script.trim();
  const from = script.indexOf("{");
  const to = script.lastIndexOf("}");
  const source = script
    .slice(from + 1, to)
    .replace(/^\n/, "")
    .trimEnd();
  const problem = bodyProblem(source);
  if (problem !== undefined) return refused(problem.says);
  return { operation: { ...operation, body: { kind: "code", language: "javascript", source } } };
}

const TYPED_BEFORE = "function operation(state: any, input: any, key: string): any {\n";
const TYPED_AFTER = "\n}";

function printed(type: EntityType, operations: readonly Plain[]): EntityProgram {
  const lines = ['import { entity } from "@dacapo/engine";', ""];
  for (const said of [type.title, type.description]) if (said !== undefined) lines.push(...comment(said, ""));
  lines.push(`export default entity(${text(type.name)}, {`);
  lines.push(...block(["initialState: ", literal(type.initialState), ","], 1));
  lines.push("  operations: {");
  const programs = operations.map(({ operation }): OperationProgram => {
    const { name, description, inputSchema, outputSchema, forgets, body } = operation;
    if (description !== undefined) lines.push(...comment(description, "    "));
    const from = lines.length + 2;
    lines.push(...operationLines(name, body));
    return {
      name,
      ...(inputSchema !== undefined && { inputSchema }),
      ...(outputSchema !== undefined && { outputSchema }),
      ...(forgets === true && { forgets }),
      ...(body.kind === "code" && { lines: { from, count: sourceLines(body.source).length } }),
    };
  });
  lines.push("  },", "});", "");
  return {
    name: type.name,
    code: lines.join("\n"),
    initialState: type.initialState,
    ...(type.stateSchema !== undefined && { stateSchema: type.stateSchema }),
    operations: programs,
  };
}

/** A person's code stands as it was typed, from the first column on, so that its places are those of the text. */
function operationLines(name: string, body: OperationBody): readonly string[] {
  const key = propertyKey(name);
  switch (body.kind) {
    case "code":
      return [`    ${key}({ state, input, key }) {`, ...sourceLines(body.source), "    },"];
    case "expressions": {
      const members = (["state", "result"] as const).flatMap((part): Doc[] => {
        const typed = body[part];
        return typed === undefined ? [] : [[`${part}: `, expression(typed)]];
      });
      return block([`${key}: ({ state, input, key }) => (`, bracketed("{", members, "}", " "), "),"], 2);
    }
  }
}

const block = (doc: Doc, depth: number): readonly string[] => `${"  ".repeat(depth)}${layOut(doc, depth)}`.split("\n");

/** Other separators end a line of the code, too, and would move all that comes after. */
const sourceLines = (source: string): readonly string[] => source.split(/\r\n|[\n\r\u2028\u2029]/);

const comment = (said: string, indent: string): readonly string[] =>
  sourceLines(said.trim()).map((line) => `${indent}// ${line}`.trimEnd());

/** What authors of workflows need to know of a type. */
export function entityTypeInfo(type: EntityType): EntityInfo {
  return {
    name: type.name,
    title: type.title?.trim() || type.name,
    description: type.description ?? "",
    icon: "box",
    ...(type.stateSchema !== undefined && { stateSchema: type.stateSchema }),
    operations: type.operations.map(({ name, description, inputSchema, outputSchema }) => ({
      name,
      description: description ?? "",
      ...(inputSchema !== undefined && { inputSchema }),
      ...(outputSchema !== undefined && { outputSchema }),
    })),
  };
}

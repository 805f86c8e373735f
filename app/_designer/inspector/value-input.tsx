"use client";

import type { Diagnostic, Value } from "@dacapo/engine/compiler";
import type { Json, JsonObject } from "@dacapo/engine/model";
import { useState } from "react";
import type { FieldType } from "../document/json-schema";
import { schemaText } from "../document/json-schema";
import type { KnownName } from "../document/known-names";
import { readJson, readLiteral, typeOfSchema } from "../document/literal-text";
import { problemsAt } from "../document/problems";
import { NodeExpressionInput } from "../expression/node-expression-input";
import { Field } from "./field";
import classes from "./inspector.module.css";
import { LiteralInput } from "./literal-input";
import { ModeMenu } from "./mode-menu";
import { useDraft } from "./use-draft";

interface ValueInputProps {
  readonly nodeId: string;
  readonly field: string;
  readonly label: string;
  readonly value: Value | undefined;
  /** What the value must be, when it is known; it chooses the control for a fixed value. */
  readonly schema?: JsonObject | undefined;
  readonly isRequired?: boolean;
  readonly hint?: string | undefined;
  readonly placeholder?: string | undefined;
  /** What an absent value is typed as. */
  readonly startsAs?: "literal" | "expression";
  readonly known: readonly KnownName[];
  readonly diagnostics: readonly Diagnostic[];
  readonly onChange: (value: Value | undefined) => void;
}

type Mode = "expression" | "text" | "json" | "literal";
const MODE_SIGNS: Readonly<Record<Mode, string>> = { expression: "fx", text: "T", json: "{}", literal: "=" };
const MODE_WORDS: Readonly<Record<Mode, string>> = {
  expression: "Expression",
  text: "Fixed text",
  json: "Fixed JSON",
  literal: "Fixed value",
};

/** A setting that is either fixed or an expression. Changing which keeps what was typed. */
export function ValueInput(props: ValueInputProps) {
  const {
    nodeId,
    field,
    label,
    value,
    schema,
    isRequired = false,
    hint,
    placeholder,
    startsAs = "literal",
    known,
    diagnostics,
    onChange,
  } = props;
  const [draft, keepDraft] = useDraft(nodeId, field);
  const [absentMode, setAbsentMode] = useState<Mode>();
  const schemaType = typeOfSchema(schema, undefined);
  const isTyped = schemaType !== "any" || Array.isArray(schema?.enum);
  const modes: readonly Mode[] = isTyped ? ["expression", "literal"] : ["expression", "text", "json"];
  const mode = absentMode !== undefined && value === undefined ? absentMode : modeOf(value, isTyped, startsAs);
  const type: FieldType = mode === "text" ? "string" : mode === "json" ? "any" : schemaType;
  const problems = problemsAt(diagnostics, nodeId, field);
  const typing = mode !== "expression" && draft !== undefined ? readLiteral(draft, type) : undefined;

  const change = (next: Value | undefined) =>
    onChange(next ?? (isRequired && mode === "text" ? { literal: "" } : undefined));

  const switchTo = (next: Mode) => {
    if (next === mode) return;
    const text =
      draft ?? (value === undefined ? "" : "expression" in value ? value.expression : textForExpression(value.literal));
    setAbsentMode(next);
    keepDraft(undefined);
    if (text === "") return onChange(next === "expression" && isRequired ? { expression: "" } : undefined);
    if (next === "expression") return onChange({ expression: text });
    const target: FieldType = next === "text" ? "string" : next === "json" ? "any" : schemaType;
    const asJson = readJson(text);
    if (target === "string")
      return onChange({ literal: asJson.ok && typeof asJson.value === "string" ? asJson.value : text });
    const read = readLiteral(text, target);
    if (read.ok) return onChange({ literal: read.value });
    keepDraft(text, read.message);
    onChange(undefined);
  };

  return (
    <Field
      field={field}
      label={label}
      isRequired={isRequired}
      type={schema === undefined ? undefined : schemaText(schema)}
      expressionOf={mode === "expression" ? nodeId : undefined}
      hint={hint}
      problems={problems}
      typingProblem={typing !== undefined && !typing.ok ? typing.message : undefined}
    >
      <div
        className={classes.control}
        data-code={mode === "expression" || mode === "json"}
        data-invalid={(typing !== undefined && !typing.ok) || problems.some((problem) => problem.severity === "error")}
      >
        <ModeMenu label={label} mode={mode} modes={modes} signs={MODE_SIGNS} words={MODE_WORDS} onSwitch={switchTo} />
        {mode === "expression" ? (
          <NodeExpressionInput
            nodeId={nodeId}
            field={field}
            label={label}
            value={value !== undefined && "expression" in value ? value.expression : ""}
            onChange={(text) => onChange(text === "" && !isRequired ? undefined : { expression: text })}
            known={known}
            problems={problems}
            placeholder={placeholder ?? exampleText(schema, "any")}
          />
        ) : (
          <LiteralInput
            label={label}
            type={type}
            schema={schema}
            value={value !== undefined && "literal" in value ? value.literal : undefined}
            draft={draft}
            isRequired={isRequired}
            placeholder={placeholder ?? exampleText(schema, type) ?? defaultText(schema)}
            onChange={(next, text) => {
              keepDraft(text, text === undefined ? undefined : problemOf(text, type));
              if (next === undefined && absentMode === undefined) setAbsentMode(mode);
              change(next === undefined ? undefined : { literal: next });
            }}
          />
        )}
      </div>
    </Field>
  );
}

function problemOf(text: string, type: FieldType): string | undefined {
  const read = readLiteral(text, type);
  return read.ok ? undefined : read.message;
}

function modeOf(value: Value | undefined, isTyped: boolean, startsAs: "literal" | "expression"): Mode {
  if (value === undefined) return startsAs === "expression" ? "expression" : isTyped ? "literal" : "text";
  if ("expression" in value) return "expression";
  if (isTyped) return "literal";
  return typeof value.literal === "string" ? "text" : "json";
}

function textForExpression(literal: Json): string {
  return literal === "" ? "" : JSON.stringify(literal);
}

/** The first example of a schema, as one would type it. */
function exampleText(schema: JsonObject | undefined, type: FieldType): string | undefined {
  const example = Array.isArray(schema?.examples) ? schema.examples[0] : undefined;
  if (example === undefined) return undefined;
  return type === "string" && typeof example === "string" ? `${example}` : JSON.stringify(example);
}

function defaultText(schema: JsonObject | undefined): string | undefined {
  return schema?.default === undefined ? undefined : `${JSON.stringify(schema.default)} unless set`;
}

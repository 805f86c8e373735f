"use client";

import type { Diagnostic } from "@dacapo/engine/compiler";
import { useState } from "react";
import type { KnownName } from "../document/known-names";
import { readLiteral } from "../document/literal-text";
import { problemsAt } from "../document/problems";
import { NodeExpressionInput } from "../expression/node-expression-input";
import { Field } from "./field";
import classes from "./inspector.module.css";
import { ModeMenu } from "./mode-menu";
import { useDraft } from "./use-draft";

type Count = number | { readonly expression: string };

interface CountFieldProps {
  readonly nodeId: string;
  readonly field: string;
  readonly label: string;
  readonly value: Count | undefined;
  readonly min: number;
  readonly max: number;
  readonly suffix?: string;
  readonly placeholder?: string;
  readonly hint?: string;
  readonly known: readonly KnownName[];
  readonly diagnostics: readonly Diagnostic[];
  readonly onChange: (value: number | { expression: string } | undefined) => void;
}

type Mode = "literal" | "expression";
const MODES: readonly Mode[] = ["literal", "expression"];
const SIGNS: Readonly<Record<Mode, string>> = { expression: "fx", literal: "=" };
const WORDS: Readonly<Record<Mode, string>> = { expression: "Expression", literal: "Fixed number" };

/** A whole number within limits, or an expression that gives one; it may be left empty. */
export function CountField(props: CountFieldProps) {
  const { nodeId, field, label, value, min, max, suffix, placeholder, hint, known, diagnostics, onChange } = props;
  const [draft, keepDraft] = useDraft(nodeId, field);
  const [absentMode, setAbsentMode] = useState<Mode>("literal");
  const mode: Mode = value === undefined ? absentMode : typeof value === "number" ? "literal" : "expression";
  const problems = problemsAt(diagnostics, nodeId, field);
  const problemOf = (text: string): string | undefined => {
    if (text.trim() === "") return undefined;
    const read = readLiteral(text, "integer");
    if (!read.ok) return read.message;
    const number = Number(read.value);
    return number < min || number > max ? `${label} is between ${min} and ${max}.` : undefined;
  };
  const typing = draft === undefined ? undefined : problemOf(draft);
  return (
    <Field
      field={field}
      expressionOf={mode === "expression" ? nodeId : undefined}
      label={label}
      hint={hint}
      problems={problems}
      typingProblem={typing}
    >
      <div
        className={classes.control}
        data-code={mode === "expression"}
        data-invalid={typing !== undefined || problems.length > 0}
      >
        <ModeMenu
          label={label}
          mode={mode}
          modes={MODES}
          signs={SIGNS}
          words={WORDS}
          onSwitch={(next) => {
            if (next === mode) return;
            keepDraft(undefined);
            setAbsentMode(next);
            if (value === undefined) return;
            if (typeof value === "number") return onChange({ expression: String(value) });
            const read = problemOf(value.expression) === undefined ? Number(value.expression) : Number.NaN;
            onChange(value.expression.trim() === "" || Number.isNaN(read) ? undefined : read);
          }}
        />
        {mode === "expression" ? (
          <NodeExpressionInput
            nodeId={nodeId}
            field={field}
            label={label}
            value={typeof value === "object" ? value.expression : ""}
            onChange={(text) => onChange(text === "" ? undefined : { expression: text })}
            known={known}
            problems={problems}
            placeholder={placeholder}
          />
        ) : (
          <>
            <input
              className={classes.plain}
              aria-label={label}
              inputMode="numeric"
              value={draft ?? (typeof value === "number" ? String(value) : "")}
              placeholder={placeholder}
              onChange={(event) => {
                const text = event.currentTarget.value;
                const problem = problemOf(text);
                if (problem !== undefined) return keepDraft(text, problem);
                keepDraft(undefined);
                onChange(text.trim() === "" ? undefined : Number(text));
              }}
            />
            {suffix !== undefined && <span className={classes.suffix}>{suffix}</span>}
          </>
        )}
      </div>
    </Field>
  );
}

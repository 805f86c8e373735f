"use client";

import type { Diagnostic, Value } from "@dacapo/engine/compiler";
import { useState } from "react";
import { DURATION_UNITS, type DurationUnit, SECONDS, unitOf } from "../document/duration";
import type { KnownName } from "../document/known-names";
import { readLiteral } from "../document/literal-text";
import { problemsAt } from "../document/problems";
import { NodeExpressionInput } from "../expression/node-expression-input";
import { Field } from "./field";
import classes from "./inspector.module.css";
import { ModeMenu } from "./mode-menu";
import { useDraft } from "./use-draft";

interface DurationInputProps {
  readonly nodeId: string;
  readonly field: string;
  readonly label: string;
  readonly value: Value | undefined;
  readonly isRequired?: boolean;
  readonly hint?: string | undefined;
  readonly placeholder?: string;
  readonly known: readonly KnownName[];
  readonly diagnostics: readonly Diagnostic[];
  readonly onChange: (value: Value | undefined) => void;
}

type Mode = "expression" | "literal";
const MODES: readonly Mode[] = ["literal", "expression"];
const SIGNS: Readonly<Record<Mode, string>> = { expression: "fx", literal: "=" };
const WORDS: Readonly<Record<Mode, string>> = { expression: "Expression, in milliseconds", literal: "Fixed time" };
/** Longer than any wait that makes sense, and within what a date can hold: a hundred years. */
const LONGEST_MS = 3_155_760_000_000;

/** A length of time: a number and its unit, or an expression that gives milliseconds. */
export function DurationInput(props: DurationInputProps) {
  const { nodeId, field, label, value, isRequired = false, hint, placeholder, known, diagnostics, onChange } = props;
  const stored = value !== undefined && "literal" in value ? value.literal : undefined;
  const storedMs = typeof stored === "number" ? stored : undefined;
  const [draft, keepDraft] = useDraft(nodeId, field);
  const [chosen, setChosen] = useState<DurationUnit>();
  const [absentMode, setAbsentMode] = useState<Mode>("literal");
  const unit = chosen ?? (storedMs === undefined ? SECONDS : unitOf(storedMs));
  const mode: Mode = value === undefined ? absentMode : "expression" in value ? "expression" : "literal";
  const problems = problemsAt(diagnostics, nodeId, field);
  const text = draft ?? (storedMs === undefined ? "" : String(storedMs / unit.lengthMs));
  const typing = draft === undefined ? undefined : problemOf(draft, label, isRequired);

  const type = (next: string, of: DurationUnit) => {
    const problem = problemOf(next, label, isRequired);
    if (problem !== undefined) return keepDraft(next, problem);
    const ms = next.trim() === "" ? undefined : Math.round(Number(next) * of.lengthMs);
    keepDraft(ms === undefined || String(ms / of.lengthMs) === next ? undefined : next);
    onChange(ms === undefined ? undefined : { literal: ms });
  };
  const switchTo = (next: Mode) => {
    if (next === mode) return;
    keepDraft(undefined);
    setAbsentMode(next);
    if (next === "expression")
      return onChange(storedMs === undefined && !isRequired ? undefined : { expression: String(storedMs ?? "") });
    const read = Number(value !== undefined && "expression" in value ? value.expression : "");
    onChange(Number.isFinite(read) && read > 0 ? { literal: read } : isRequired ? { literal: 1_000 } : undefined);
  };

  return (
    <Field
      field={field}
      expressionOf={mode === "expression" ? nodeId : undefined}
      label={label}
      isRequired={isRequired}
      hint={hint}
      problems={problems}
      typingProblem={typing}
    >
      <div
        className={classes.control}
        data-code={mode === "expression"}
        data-invalid={typing !== undefined || problems.some((problem) => problem.severity === "error")}
      >
        <ModeMenu label={label} mode={mode} modes={MODES} signs={SIGNS} words={WORDS} onSwitch={switchTo} />
        {mode === "expression" ? (
          <NodeExpressionInput
            nodeId={nodeId}
            field={field}
            label={label}
            value={value !== undefined && "expression" in value ? value.expression : ""}
            onChange={(next) => onChange(next === "" && !isRequired ? undefined : { expression: next })}
            known={known}
            problems={problems}
            placeholder="milliseconds"
          />
        ) : (
          <>
            <input
              className={classes.plain}
              aria-label={label}
              inputMode="decimal"
              value={text}
              placeholder={placeholder}
              onChange={(event) => type(event.currentTarget.value, unit)}
            />
            <select
              className={classes.unit}
              aria-label={`Unit of ${label.toLowerCase()}`}
              value={unit.unit}
              onChange={(event) => {
                const next =
                  DURATION_UNITS.find((candidate) => candidate.unit === event.currentTarget.value) ?? SECONDS;
                setChosen(next);
                // The number stays as it stands there; what it counts is what changes.
                if (text !== "") type(text, next);
              }}
            >
              {DURATION_UNITS.map((choice) => (
                <option key={choice.unit} value={choice.unit}>
                  {choice.word}
                </option>
              ))}
            </select>
          </>
        )}
      </div>
    </Field>
  );
}

function problemOf(text: string, label: string, isRequired: boolean): string | undefined {
  if (text.trim() === "") return isRequired ? `${label} is needed.` : undefined;
  const read = readLiteral(text, "number");
  if (!read.ok) return read.message;
  const number = Number(read.value);
  if (number < 0) return `${label} is not negative.`;
  return number > LONGEST_MS ? `${label} is at most a hundred years.` : undefined;
}

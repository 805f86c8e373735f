"use client";

import { readLiteral } from "../document/literal-text";
import { TextField } from "./text-field";
import { useDraft } from "./use-draft";

interface NumberFieldProps {
  readonly nodeId: string;
  readonly field: string;
  readonly label: string;
  readonly value: number | undefined;
  readonly min: number;
  readonly max: number;
  readonly isInteger?: boolean;
  /** What one of the shown unit is in the stored one: 1000 shows milliseconds as seconds. */
  readonly unit?: number;
  readonly suffix?: string;
  readonly placeholder?: string;
  readonly isRequired?: boolean;
  readonly onChange: (value: number | undefined) => void;
}

/** A number with limits. Text that is no such number stays as typed, with the reason; the last good value holds. */
export function NumberField(props: NumberFieldProps) {
  const {
    nodeId,
    field,
    label,
    value,
    min,
    max,
    isInteger = false,
    unit = 1,
    suffix,
    placeholder,
    isRequired = false,
    onChange,
  } = props;
  const [draft, keepDraft] = useDraft(nodeId, field);
  const problemOf = (text: string): string | undefined => {
    if (text.trim() === "") return isRequired ? `${label} is needed.` : undefined;
    const read = readLiteral(text, isInteger && unit === 1 ? "integer" : "number");
    if (!read.ok) return read.message;
    const stored = Number(read.value) * unit;
    if (stored < min || stored > max) return `${label} is between ${min / unit} and ${max / unit}.`;
    return undefined;
  };
  const type = (text: string) => {
    const problem = problemOf(text);
    if (problem !== undefined) return keepDraft(text, problem);
    const next = text.trim() === "" ? undefined : isInteger ? Math.round(Number(text) * unit) : Number(text) * unit;
    keepDraft(next === undefined || String(next / unit) === text ? undefined : text);
    onChange(next);
  };
  return (
    <TextField
      field={field}
      label={label}
      value={draft ?? (value === undefined ? "" : String(value / unit))}
      isRequired={isRequired}
      typingProblem={draft === undefined ? undefined : problemOf(draft)}
      {...(suffix !== undefined && { suffix })}
      {...(placeholder !== undefined && { placeholder })}
      onChange={type}
    />
  );
}

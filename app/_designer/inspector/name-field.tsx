"use client";

import type { Diagnostic } from "@dacapo/engine/compiler";
import { useId } from "react";
import { Field } from "./field";
import classes from "./inspector.module.css";

interface NameFieldProps {
  readonly field: string;
  readonly label: string;
  readonly value: string;
  readonly hint?: string | undefined;
  readonly placeholder?: string;
  readonly isRequired?: boolean;
  /** What is known to be a good answer; others can be typed. */
  readonly suggestions: readonly { readonly value: string; readonly label?: string }[];
  readonly problems: readonly Diagnostic[];
  readonly onChange: (name: string) => void;
}

/** A name of something outside the drawing: chosen from what is known, or typed. */
export function NameField(props: NameFieldProps) {
  const { field, label, value, hint, placeholder, isRequired = false, suggestions, problems, onChange } = props;
  const listId = useId();
  return (
    <Field field={field} label={label} hint={hint} isRequired={isRequired} problems={problems}>
      <div className={classes.control} data-invalid={problems.some((problem) => problem.severity === "error")}>
        <input
          className={classes.plain}
          style={{ fontFamily: "var(--dc-font-mono)", fontSize: 12 }}
          aria-label={label}
          list={listId}
          value={value}
          placeholder={placeholder}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        <datalist id={listId}>
          {suggestions.map((suggestion) => (
            <option key={suggestion.value} value={suggestion.value}>
              {suggestion.label ?? suggestion.value}
            </option>
          ))}
        </datalist>
      </div>
    </Field>
  );
}

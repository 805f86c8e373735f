"use client";

import type { Diagnostic } from "@dacapo/engine/compiler";
import { Field } from "./field";
import classes from "./inspector.module.css";

interface SelectFieldProps<Choice extends string> {
  readonly field: string;
  readonly label: string;
  readonly value: Choice;
  readonly choices: readonly { readonly value: Choice; readonly label: string }[];
  readonly hint?: string | undefined;
  readonly isRequired?: boolean;
  readonly problems?: readonly Diagnostic[];
  readonly onChange: (value: Choice) => void;
}

/** A setting that is one of a few. A value that is none of them (any more) is shown all the same. */
export function SelectField<Choice extends string>(props: SelectFieldProps<Choice>) {
  const { field, label, value, choices, hint, isRequired = false, problems = [], onChange } = props;
  const isKnown = choices.some((choice) => choice.value === value);
  return (
    <Field field={field} label={label} hint={hint} isRequired={isRequired} problems={problems}>
      <div className={classes.control} data-invalid={problems.some((problem) => problem.severity === "error")}>
        <select
          className={classes.plain}
          aria-label={label}
          value={value}
          onChange={(event) => {
            const chosen = choices.find((choice) => choice.value === event.currentTarget.value);
            if (chosen !== undefined) onChange(chosen.value);
          }}
        >
          {!isKnown && <option value={value}>{value === "" ? "none" : `${value} (unknown)`}</option>}
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      </div>
    </Field>
  );
}

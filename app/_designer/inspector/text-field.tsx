"use client";

import type { Diagnostic } from "@dacapo/engine/compiler";
import { Field } from "./field";
import classes from "./inspector.module.css";

interface TextFieldProps {
  readonly field: string;
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly hint?: string;
  readonly suffix?: string;
  readonly isRequired?: boolean;
  readonly isCode?: boolean;
  readonly problems?: readonly Diagnostic[];
  readonly typingProblem?: string | undefined;
  readonly onChange: (text: string) => void;
}

/** A setting that is one line of text. */
export function TextField(props: TextFieldProps) {
  const {
    field,
    label,
    value,
    placeholder,
    hint,
    suffix,
    isRequired = false,
    isCode = false,
    problems = [],
    typingProblem,
    onChange,
  } = props;
  return (
    <Field
      field={field}
      label={label}
      isRequired={isRequired}
      hint={hint}
      problems={problems}
      typingProblem={typingProblem}
    >
      <div
        className={classes.control}
        data-code={isCode}
        data-invalid={typingProblem !== undefined || problems.length > 0}
      >
        <input
          className={classes.plain}
          style={isCode ? { fontFamily: "var(--dc-font-mono)", fontSize: 12 } : undefined}
          aria-label={label}
          value={value}
          placeholder={placeholder}
          spellCheck={false}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        {suffix !== undefined && <span className={classes.suffix}>{suffix}</span>}
      </div>
    </Field>
  );
}

"use client";

import type { Diagnostic } from "@dacapo/engine/compiler";
import type { Json } from "@dacapo/engine/model";
import { useState } from "react";
import { JsonInput } from "../_designer/expression/json-input";
import { Field } from "../_designer/inspector/field";
import controls from "../_designer/inspector/inspector.module.css";
import { jsonText, readJsonText, readObjectText } from "./document/json-text";

interface JsonFieldProps {
  readonly field: string;
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly value: Json | undefined;
  /** Only an object will do. */
  readonly isObject?: boolean;
  readonly minHeightPx?: number;
  readonly problems?: readonly Diagnostic[];
  readonly onChange: (value: Json | undefined) => void;
  /** Whether the text is JSON; while it is not, what was there before counts. */
  readonly onRead: (field: string, isRead: boolean) => void;
}

/** A setting that is JSON. What is being typed stays as it is, also while it is none yet. */
export function JsonField(props: JsonFieldProps) {
  const {
    field,
    label,
    hint,
    placeholder,
    value,
    isObject = false,
    minHeightPx,
    problems = [],
    onChange,
    onRead,
  } = props;
  const [text, setText] = useState(() => jsonText(value));
  const reading = isObject ? readObjectText : readJsonText;
  const read = reading(text);
  return (
    <Field
      field={field}
      label={label}
      {...(hint !== undefined && { hint })}
      problems={problems}
      typingProblem={read.ok ? undefined : read.message}
    >
      <div className={controls.control} data-code data-invalid={!read.ok || problems.length > 0}>
        <JsonInput
          label={label}
          value={text}
          {...(placeholder !== undefined && { placeholder })}
          {...(minHeightPx !== undefined && { minHeightPx })}
          onChange={(next) => {
            setText(next);
            const now = reading(next);
            onRead(field, now.ok);
            if (now.ok) onChange(now.value);
          }}
        />
      </div>
    </Field>
  );
}

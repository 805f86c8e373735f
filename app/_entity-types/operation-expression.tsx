"use client";

import type { Diagnostic } from "@dacapo/engine/compiler";
import type { KnownName } from "../_designer/document/known-names";
import { ExpressionInput } from "../_designer/expression/expression-input";
import { Field } from "../_designer/inspector/field";
import controls from "../_designer/inspector/inspector.module.css";

interface OperationExpressionProps {
  readonly field: string;
  readonly label: string;
  readonly hint: string;
  readonly placeholder: string;
  readonly value: string;
  /** What it may read, with as much of its shape as schemas say. */
  readonly known: readonly KnownName[];
  readonly problems: readonly Diagnostic[];
  readonly onChange: (text: string) => void;
}

/** An expression of an operation, with what it may read and its problems where they are. */
export function OperationExpression(props: OperationExpressionProps) {
  const { field, label, hint, placeholder, value, known, problems, onChange } = props;
  return (
    <Field field={field} label={label} hint={hint} problems={problems}>
      <div className={controls.control} data-code data-invalid={problems.some(({ severity }) => severity === "error")}>
        <span className={controls.mode} data-mode="expression" aria-hidden>
          fx
        </span>
        <ExpressionInput
          label={label}
          value={value}
          onChange={onChange}
          known={known}
          problems={problems}
          placeholder={placeholder}
        />
      </div>
    </Field>
  );
}

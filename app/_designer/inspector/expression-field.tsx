"use client";

import type { Diagnostic } from "@dacapo/engine/compiler";
import type { KnownName } from "../document/known-names";
import { problemsAt } from "../document/problems";
import { NodeExpressionInput } from "../expression/node-expression-input";
import { Field } from "./field";
import classes from "./inspector.module.css";

interface ExpressionFieldProps {
  readonly nodeId: string;
  readonly field: string;
  readonly label: string;
  readonly type?: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly value: string;
  /** False for a setting that may be left empty. */
  readonly isRequired?: boolean;
  readonly known: readonly KnownName[];
  readonly diagnostics: readonly Diagnostic[];
  readonly onChange: (text: string) => void;
}

/** A setting that is always an expression. */
export function ExpressionField(props: ExpressionFieldProps) {
  const {
    nodeId,
    field,
    label,
    type,
    hint,
    placeholder,
    value,
    isRequired = true,
    known,
    diagnostics,
    onChange,
  } = props;
  const problems = problemsAt(diagnostics, nodeId, field);
  return (
    <Field
      field={field}
      label={label}
      isRequired={isRequired}
      type={type}
      expressionOf={nodeId}
      hint={hint}
      problems={problems}
    >
      <div
        className={classes.control}
        data-code
        data-invalid={problems.some((problem) => problem.severity === "error")}
      >
        <span className={classes.mode} data-mode="expression" aria-hidden>
          fx
        </span>
        <NodeExpressionInput
          nodeId={nodeId}
          field={field}
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

"use client";

import type { Diagnostic } from "@dacapo/engine/compiler";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./inspector.module.css";
import { TypeTag } from "./type-tag";

interface FieldProps {
  /** The setting's path, as diagnostics name it: choosing a problem puts the focus here. */
  readonly field: string;
  readonly label: string;
  readonly isRequired?: boolean;
  readonly type?: string | undefined;
  /** The node whose expression the setting is, where it is one: its type is told. */
  readonly expressionOf?: string | undefined;
  readonly hint?: string | undefined;
  readonly problems?: readonly Diagnostic[];
  /** What is wrong with the text as typed, beside what is wrong with the graph. */
  readonly typingProblem?: string | undefined;
  readonly children: ReactNode;
}

/** One setting: what it is called, what it takes, its control, and what is wrong with it. */
export function Field(props: FieldProps) {
  const { field, label, isRequired = false, type, expressionOf, hint, problems = [], typingProblem, children } = props;
  return (
    <div className={classes.field} data-field={field}>
      <div className={classes.label}>
        <span>{label}</span>
        {isRequired && (
          <span className={classes.required} title="required">
            *
          </span>
        )}
        {type !== undefined && <span className={classes.type}>{type}</span>}
        {expressionOf !== undefined && <TypeTag nodeId={expressionOf} field={field} problems={problems} />}
      </div>
      {children}
      {/* What is wrong takes the place of the hint: what lies below moves as little as can be. */}
      {hint !== undefined && typingProblem === undefined && problems.length === 0 && (
        <p className={classes.hint}>{hint}</p>
      )}
      {typingProblem !== undefined && <ProblemLine severity="error" message={typingProblem} />}
      {typingProblem === undefined && <ProblemLines problems={problems} />}
    </div>
  );
}

export function ProblemLines({ problems }: { readonly problems: readonly Diagnostic[] }) {
  return problems.map((problem) => (
    <ProblemLine key={`${problem.code} ${problem.message}`} severity={problem.severity} message={problem.message} />
  ));
}

function ProblemLine({ severity, message }: { readonly severity: "error" | "warning"; readonly message: string }) {
  return (
    <p className={classes.problem} data-severity={severity} role="status">
      <IconAlertTriangle size={12} aria-hidden />
      {message}
    </p>
  );
}

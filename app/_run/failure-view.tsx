import type { Failure } from "@dacapo/engine/model";
import type { ReactNode } from "react";
import { ErrorNote } from "@/app/_ui/error-note";
import { JsonView } from "@/app/_ui/json-view";
import classes from "./inspector.module.css";
import { failureAdvice } from "./projection/failure-advice";

interface FailureViewProps {
  readonly failure: Failure;
  /** The line of the workflow's code that failed, when it was the code and not an activity. */
  readonly codeLine?: { readonly line: number; readonly text: string } | undefined;
  /** Where: a link to the node, when it is not the one shown. */
  readonly action?: ReactNode;
}

/** A failure: what, why, what to do next; the stack and the facts for those who want them. */
export function FailureView({ failure, codeLine, action }: FailureViewProps) {
  return (
    <div className={classes.failure}>
      <ErrorNote title={failure.message} action={action}>
        <p>
          <code>{failure.code}</code>. {failureAdvice(failure)}
        </p>
        {failure.cause !== undefined && (
          <p>
            It came from <code>{failure.cause.code}</code>: {failure.cause.message}
          </p>
        )}
      </ErrorNote>
      {codeLine !== undefined && (
        <figure className={classes.codeLine} aria-label={`Line ${codeLine.line} of the code`}>
          <figcaption>Line {codeLine.line} of the code</figcaption>
          <pre className={classes.stack}>{codeLine.text}</pre>
        </figure>
      )}
      {codeLine === undefined && failure.details !== undefined && (
        <JsonView value={failure.details} label="Details of the failure" />
      )}
      {failure.stack !== undefined && (
        <details className={classes.details}>
          <summary>Stack</summary>
          <pre className={classes.stack}>{failure.stack}</pre>
        </details>
      )}
    </div>
  );
}

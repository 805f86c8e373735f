import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./error-note.module.css";

interface ErrorNoteProps {
  /** What is wrong, and where. */
  readonly title: string;
  /** Why, in a sentence or a list. */
  readonly children?: ReactNode;
  /** The next action. */
  readonly action?: ReactNode;
}

/** An error, inline where it happened: what, where, why, what to do next. */
export function ErrorNote({ title, children, action }: ErrorNoteProps) {
  return (
    <div className={classes.note} role="alert">
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden className={classes.icon} />
      <div className={classes.body}>
        <b>{title}</b>
        {children !== undefined && <div className={classes.why}>{children}</div>}
        {action !== undefined && <div className={classes.action}>{action}</div>}
      </div>
    </div>
  );
}

import type { ReactNode } from "react";
import classes from "./empty-state.module.css";

interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  /** What this place is for, or why nothing is in it. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** A place with nothing in it: what it is for, and one thing to do next. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <section className={classes.empty} aria-label={title}>
      {icon !== undefined && <span className={classes.icon}>{icon}</span>}
      <h2>{title}</h2>
      {children !== undefined && <p>{children}</p>}
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </section>
  );
}

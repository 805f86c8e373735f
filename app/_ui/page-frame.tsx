import type { ReactNode } from "react";
import classes from "./page-frame.module.css";
import { Rail } from "./rail";

interface PageFrameProps {
  readonly title: string;
  /** Beside the title: a count, say. */
  readonly beside?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A place of the product: the rail, a title, its actions, and its content, which scrolls by itself. */
export function PageFrame({ title, beside, actions, children }: PageFrameProps) {
  return (
    <div className={classes.page}>
      <Rail />
      <main className={classes.main}>
        <header className={classes.head}>
          <h1>{title}</h1>
          {beside}
          <span className={classes.grow} />
          {actions}
        </header>
        {children}
      </main>
    </div>
  );
}

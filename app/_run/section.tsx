import type { ReactNode } from "react";
import { useId } from "react";
import classes from "./inspector.module.css";

interface SectionProps {
  readonly title: string;
  /** Beside the title: a count, an event. */
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}

/** A named part of the inspector. */
export function Section({ title, beside, children }: SectionProps) {
  const titleId = useId();
  return (
    <section className={classes.section} aria-labelledby={titleId}>
      <h3 className={classes.sectionHead}>
        <b id={titleId}>{title}</b>
        {beside !== undefined && <span>{beside}</span>}
      </h3>
      {children}
    </section>
  );
}

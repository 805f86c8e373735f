import type { ReactNode } from "react";
import classes from "./card.module.css";

/** A box in the side column. */
export function Card({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={classes.card} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

interface MeterLineProps {
  readonly name: string;
  /** 0 to 1. */
  readonly share: number;
  readonly value: string;
  readonly hint: string;
}

/** A share as a bar, its number, and what is behind it. */
export function MeterLine({ name, share, value, hint }: MeterLineProps) {
  return (
    <div className={classes.line}>
      <b>{name}</b>
      <span className={classes.meter} aria-hidden="true">
        <i style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
      </span>
      <span className={classes.value}>{value}</span>
      <span className={classes.hint}>{hint}</span>
    </div>
  );
}

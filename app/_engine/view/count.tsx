import { wholeText } from "../figures/words";
import classes from "./partition-table.module.css";

interface CountProps {
  readonly of: number;
  /** Behind the number. */
  readonly unit?: string;
}

/** A number in a column; nothing is quiet, so that something stands out. */
export function Count({ of, unit }: CountProps) {
  return (
    <>
      <span className={of === 0 ? classes.muted : undefined}>{wholeText(of)}</span>
      {unit !== undefined && <span className={classes.muted}> {unit}</span>}
    </>
  );
}

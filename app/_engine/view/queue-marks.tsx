import { QUEUE_MARKS } from "../figures/thread-groups";
import { wholeText } from "../figures/words";
import classes from "./queue-marks.module.css";

interface QueueMarksProps {
  readonly depth: number;
  /** How many marks are lit. */
  readonly marks: number;
  readonly isSlow: boolean;
}

const PLACES = Array.from({ length: QUEUE_MARKS }, (_, index) => index);

/** A queue's length as a number, and as marks that double: to be compared down the column. */
export function QueueMarks({ depth, marks, isSlow }: QueueMarksProps) {
  const lit = isSlow ? classes.slow : classes.lit;
  return (
    <span className={classes.queue}>
      <span className={classes.marks} aria-hidden="true">
        {PLACES.map((place) => (
          <i key={place} className={place < marks ? lit : undefined} />
        ))}
      </span>
      {wholeText(depth)}
    </span>
  );
}

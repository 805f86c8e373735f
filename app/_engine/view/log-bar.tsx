import { wholeText } from "../figures/words";
import classes from "./log-bar.module.css";

interface LogBarProps {
  readonly position: number;
  /** Records behind the durable ones. */
  readonly notDurable: number;
  /** In the thread's own row. */
  readonly isWhole?: boolean;
}

const STRIPE_PX = 4;
const STRIPES_MAX = 20;

/** A log's position, and how far processing is ahead of the disk: one stripe for each record, up to twenty. */
export function LogBar({ position, notDurable, isWhole = false }: LogBarProps) {
  const stripesPx = Math.min(notDurable, STRIPES_MAX) * STRIPE_PX;
  return (
    <div className={isWhole ? `${classes.log} ${classes.whole}` : classes.log}>
      <div className={classes.track} aria-hidden="true">
        {position > 0 && <i className={classes.durable} style={{ right: stripesPx }} />}
        <i className={classes.pending} style={{ width: stripesPx }} />
      </div>
      <div className={classes.figures}>
        <span>{position === 0 ? "–" : wholeText(position)}</span>
        <span aria-hidden="true">{notDurable > 0 ? `+${wholeText(notDurable)}` : ""}</span>
      </div>
    </div>
  );
}

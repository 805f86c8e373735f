import type { RecoveryShown } from "../figures/recovery";
import classes from "./recovery.module.css";

/** How far a thread is that recovers, as a bar and in words. */
export function Recovery({ recovery: { share, sentence } }: { readonly recovery: RecoveryShown }) {
  return (
    <span className={classes.recovery}>
      <b>Recovering</b>
      {share !== undefined && (
        <span
          className={classes.track}
          role="progressbar"
          aria-label="Recovery"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(share * 100)}
        >
          <i style={{ width: `${share * 100}%` }} />
        </span>
      )}
      <span>{sentence}</span>
      <span className={classes.aside}>effects dropped</span>
    </span>
  );
}

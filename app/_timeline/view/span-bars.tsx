import { Fragment } from "react";
import type { Bar } from "../layout/bars";
import classes from "./span-bars.module.css";
import type { ShowTip } from "./tip";

interface SpanBarsProps {
  readonly bars: readonly Bar[];
  /** Lanes have no room for a decision's value beside its diamond. */
  readonly inLane: boolean;
  readonly onBar: (bar: Bar) => void;
  readonly onPosition: (n: number) => void;
  readonly showTip: ShowTip;
}

/** The stretches of one row. A press on one chooses its node; a double press goes to the event that ended it. */
export function SpanBars({ bars, inLane, onBar, onPosition, showTip }: SpanBarsProps) {
  return bars.map((bar) => (
    <Fragment key={bar.id}>
      <button
        type="button"
        tabIndex={-1}
        className={classes.bar}
        data-shape={bar.shape}
        data-dc-state={bar.look}
        data-open={bar.open || undefined}
        data-lane={inLane || undefined}
        aria-label={bar.detail}
        style={{ left: bar.x, width: bar.width }}
        onClick={() => onBar(bar)}
        onDoubleClick={() => onPosition(bar.seq)}
        onPointerEnter={(event) => showTip(event.currentTarget, bar.detail)}
        onPointerLeave={() => showTip(undefined)}
      >
        {bar.shape !== "decision" && bar.label}
      </button>
      {bar.shape === "decision" && !inLane && (
        <span className={classes.value} style={{ left: bar.x + bar.width + 6 }}>
          {bar.label}
        </span>
      )}
    </Fragment>
  ));
}

import { durationText } from "@dacapo/engine/timeline";
import { memo } from "react";
import { isShown, type TimeAxis, xOf } from "../layout/time-axis";
import classes from "./layers.module.css";

interface BackLayerProps {
  readonly axis: TimeAxis;
  readonly turns: readonly number[];
}

/** Behind the rows: where turns began. */
export const BackLayer = memo(function BackLayer({ axis, turns }: BackLayerProps) {
  return (
    <div className={classes.layer} style={{ width: axis.widthPx }} aria-hidden>
      {turns.map((x) => (
        <i key={x} className={classes.turn} style={{ left: x }} />
      ))}
    </div>
  );
});

interface FrontLayerProps {
  readonly axis: TimeAxis;
  /** The moment of the playhead; it is not drawn outside of the window. */
  readonly atMs: number;
  /** Something is known that lies after the playhead. */
  readonly past: boolean;
  /** The moment a live run has got to. */
  readonly liveMs: number | undefined;
}

/** Before the rows: folded idle time, the veil over what was still to come, the live edge and the playhead. */
export function FrontLayer({ axis, atMs, past, liveMs }: FrontLayerProps) {
  return (
    <div className={classes.layer} data-front style={{ width: axis.widthPx }} aria-hidden>
      {axis.segments.map((segment) =>
        segment.folded ? (
          <span
            key={segment.fromMs}
            className={classes.fold}
            style={{ left: segment.fromX, width: segment.toX - segment.fromX }}
          >
            <b>{durationText(segment.toMs - segment.fromMs)}</b>
          </span>
        ) : null,
      )}
      {past && <span className={classes.after} />}
      {liveMs !== undefined && isShown(axis, liveMs) && (
        <span className={classes.live} style={{ left: xOf(axis, liveMs) }}>
          <b>live</b>
        </span>
      )}
      {isShown(axis, atMs) && <span className={classes.playhead} />}
    </div>
  );
}

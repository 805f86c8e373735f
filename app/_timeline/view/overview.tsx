import { memo } from "react";
import { type BrushRange, draggedBrush, gripAt } from "../layout/brush";
import type { OverviewBar } from "../layout/overview";
import { msOf, type TimeAxis, type TimeRange, xOf } from "../layout/time-axis";
import classes from "./overview.module.css";
import { useDrag } from "./use-drag";

interface OverviewProps {
  readonly axis: TimeAxis;
  readonly bars: readonly OverviewBar[];
  readonly shown: TimeRange;
  readonly playheadMs: number;
  readonly onShown: (range: TimeRange) => void;
}

/** A drag shorter than this is a click, and a click is no window. */
const BRUSH_PX_MIN = 4;

/** The whole run in one strip, with a brush over the part that is shown below. */
export function Overview({ axis, bars, shown, playheadMs, onShown }: OverviewProps) {
  const range: BrushRange = { fromX: xOf(axis, shown.fromMs), toX: xOf(axis, shown.toMs) };
  const drag = useDrag(
    (x) => ({ grip: gripAt(range, x, axis.widthPx), startX: x, range }),
    (begun, x) => {
      const next = draggedBrush(begun.grip, begun.range, begun.startX, x, axis.widthPx);
      if (x !== begun.startX && next.toX - next.fromX >= BRUSH_PX_MIN)
        onShown({ fromMs: msOf(axis, next.fromX), toMs: msOf(axis, next.toX) });
    },
  );
  return (
    <div className={classes.overview}>
      <span className={classes.name}>Overview</span>
      <div className={classes.track} style={{ width: axis.widthPx }} aria-hidden {...drag}>
        <Columns bars={bars} />
        <i className={classes.brush} style={{ left: range.fromX, width: Math.max(6, range.toX - range.fromX) }} />
        <i className={classes.playhead} style={{ left: xOf(axis, playheadMs) }} />
      </div>
    </div>
  );
}

const Columns = memo(function Columns({ bars }: { readonly bars: readonly OverviewBar[] }) {
  return bars.map(({ x, height, failed }) => (
    <i key={x} className={classes.bar} data-failed={failed || undefined} style={{ left: x, height }} />
  ));
});

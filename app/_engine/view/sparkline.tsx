import type { Point } from "../figures/series";
import { type SparkBox, sparkPath } from "../figures/spark-path";
import classes from "./sparkline.module.css";

interface SparklineProps extends SparkBox {
  readonly points: readonly Point[];
  readonly nowMs: number;
  /** A second kind of curve in the same column is quieter. */
  readonly isQuiet?: boolean;
}

/** The last minute as a curve. The number beside it says what matters, so it is hidden from assistive technology. */
export function Sparkline({ points, nowMs, width, height, isQuiet = false }: SparklineProps) {
  const { line, area } = sparkPath(points, nowMs, { width, height });
  return (
    <svg
      className={isQuiet ? `${classes.spark} ${classes.quiet}` : classes.spark}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      focusable="false"
    >
      <path d={`M0 ${height - 0.5}H${width}`} className={classes.ground} />
      <path d={area} className={classes.area} />
      <path d={line} className={classes.line} />
    </svg>
  );
}

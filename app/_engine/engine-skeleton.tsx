import { Skeleton } from "@mantine/core";
import classes from "./engine.module.css";

const FIGURES = ["finished", "acknowledged", "flush", "batch", "memory"] as const;

/** The screen's layout while the first reading is on the way. */
export function EngineSkeleton() {
  return (
    <div className={classes.body} role="status" aria-label="Reading the engine">
      <div className={classes.keyFigures}>
        {FIGURES.map((figure) => (
          <Skeleton key={figure} height={70} radius={12} />
        ))}
      </div>
      <div className={classes.columns}>
        <Skeleton height="100%" radius={12} />
        <Skeleton height={220} radius={12} />
      </div>
    </div>
  );
}

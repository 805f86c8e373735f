import { Skeleton } from "@mantine/core";
import classes from "./runs.module.css";

const ROWS = ["100%", "92%", "97%", "88%", "95%", "90%", "98%", "85%"] as const;

/** The table's layout while its rows are on the way. */
export function RunsSkeleton() {
  return (
    <div className={classes.frame} role="status" aria-label="Reading the runs" style={{ padding: 14, gap: 16 }}>
      {ROWS.map((width) => (
        <Skeleton key={width} height={20} width={width} />
      ))}
    </div>
  );
}

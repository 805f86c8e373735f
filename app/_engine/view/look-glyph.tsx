import { IconAlertTriangle } from "@tabler/icons-react";
import { StateGlyph } from "@/app/_ui/state-glyph";
import type { ThreadLook } from "../figures/thread-groups";
import classes from "./partition-table.module.css";

/** How a thread or a partition is, as icon and shape. */
export function LookGlyph({ look }: { readonly look: ThreadLook }) {
  switch (look) {
    case "running":
      return <StateGlyph state="completed" size={15} label="Runs well" />;
    case "recovering":
      return <StateGlyph state="replayed" size={15} label="Recovering" />;
    case "stopped":
      return <StateGlyph state="failed" size={15} label="Stopped" />;
    case "slow":
      return <IconAlertTriangle size={16} stroke={1.75} role="img" aria-label="Slow" className={classes.warning} />;
  }
}

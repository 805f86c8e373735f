import { IconAlertTriangle, IconRotateClockwise } from "@tabler/icons-react";
import type { NodeData } from "../canvas/flow-types";
import { retryOf } from "../document/node-settings";
import classes from "./node.module.css";

/** What sits on the top right border: problems first, then attempts. */
export function Badges({ data }: { readonly data: NodeData }) {
  const retry = retryOf(data.node);
  const problems = data.errorCount + data.warningCount;
  const badge = data.view?.badge;
  if (problems === 0 && retry === undefined && badge === undefined) return null;
  return (
    <span className={classes.badges} data-detail="badge">
      {problems > 0 && (
        <span className={classes.badge} data-tone={data.errorCount > 0 ? "error" : "warning"}>
          <IconAlertTriangle size={12} stroke={2} aria-hidden />
          {/* Seen from afar, the sign is enough: a problem is never hidden. */}
          <span data-detail="full">{problems === 1 ? "1 problem" : `${problems} problems`}</span>
        </span>
      )}
      {badge !== undefined && (
        <span className={classes.badge} data-tone="state" data-detail="full">
          {badge}
        </span>
      )}
      {badge === undefined && retry !== undefined && retry.maxAttempts > 1 && (
        <span className={classes.badge} data-detail="full" title={`Tried up to ${retry.maxAttempts} times`}>
          <IconRotateClockwise size={12} stroke={2} aria-hidden />×{retry.maxAttempts}
        </span>
      )}
    </span>
  );
}

/** How several incoming edges are awaited. */
export function JoinBadge({ data, top }: { readonly data: NodeData; readonly top: number }) {
  if (data.incomingCount < 2) return null;
  return (
    <span
      className={classes.join}
      style={{ top }}
      data-detail="full"
      title="Starts when every incoming edge is settled"
    >
      all
    </span>
  );
}

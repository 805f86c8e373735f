import { IconAlertTriangle, IconRotateClockwise } from "@tabler/icons-react";
import type { NodeData } from "../canvas/flow-types";
import { isStep, retryOf } from "../document/node-settings";
import classes from "./node.module.css";

/** What sits on the top right border: problems first, then attempts. */
export function Badges({ data }: { readonly data: NodeData }) {
  // In a run it would read as what has happened: there, the attempts that were made are told.
  const retry = data.view === undefined ? retryOf(data.node) : undefined;
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
      {retry !== undefined && retry.maxAttempts > 1 && (
        <span className={classes.badge} data-detail="full" title={`Tried up to ${retry.maxAttempts} times`}>
          <IconRotateClockwise size={12} stroke={2} aria-hidden />×{retry.maxAttempts}
        </span>
      )}
    </span>
  );
}

/** How several incoming edges are awaited; or that the node waits for none, because it undoes another one. */
export function JoinBadge({ data, top }: { readonly data: NodeData; readonly top: number }) {
  const { text, title } = joinOf(data) ?? {};
  if (text === undefined) return null;
  return (
    <span className={classes.join} style={{ top }} data-detail="full" title={title}>
      {text}
    </span>
  );
}

function joinOf({
  node,
  incomingCount,
  undoes,
}: NodeData): { readonly text: string; readonly title: string } | undefined {
  if (undoes !== undefined) return { text: "undo", title: `Runs when what ${undoes} did is to be undone` };
  const join = isStep(node) ? node.join : undefined;
  if (incomingCount < 2 && (join === undefined || join.kind === "all")) return undefined;
  switch (join?.kind) {
    case undefined:
    case "all":
      return { text: "all", title: "Starts when every incoming edge is settled, and one of them lives" };
    case "any":
      return { text: "any", title: `Starts as soon as one incoming edge lives${restText(join.rest)}` };
    case "count":
      return {
        text: `${join.count} of ${incomingCount}`,
        title: `Starts as soon as ${join.count} incoming edges live${restText(join.rest)}`,
      };
  }
}

function restText(rest: "goOn" | "cancel" | undefined): string {
  return rest === "cancel" ? "; the rest is cancelled" : "; the rest goes on";
}

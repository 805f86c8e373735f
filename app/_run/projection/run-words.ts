import { type InstanceStatus, unreachable } from "@dacapo/engine/model";
import type { NodeStatus } from "@dacapo/engine/timeline";

/** What the canvas and the lists can show. The words of the design, not of the engine. */
export type ShownState =
  | "queued"
  | "running"
  | "timer"
  | "event"
  | "retrying"
  | "completed"
  | "failed"
  | "cancelled"
  | "skipped"
  | "replayed"
  | "paused";

/** The engine says what an instance is; people are shown what a run does. */
export function shownStatus(status: InstanceStatus): ShownState {
  switch (status) {
    case "Pending":
      return "queued";
    case "Running":
      return "running";
    case "Suspended":
      return "paused";
    case "Completed":
      return "completed";
    case "Failed":
      return "failed";
    case "Terminated":
      return "cancelled";
    default:
      return unreachable(status, "run status");
  }
}

export function shownNodeStatus(status: NodeStatus): ShownState {
  switch (status) {
    case "waiting-timer":
      return "timer";
    case "waiting-event":
      return "event";
    // A failure all the same; what is beside it says that it was dealt with.
    case "caught":
      return "failed";
    default:
      return status;
  }
}

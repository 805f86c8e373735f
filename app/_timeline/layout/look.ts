import { durationText, isOpen, type NodeState, type NodeStatus } from "@dacapo/engine/timeline";

/** The states of the timeline, as the glyphs name them. `idle`: the run has not come to it. */
export type Look = "queued" | "running" | "timer" | "retrying" | "completed" | "failed" | "cancelled" | "idle";

const LOOKS: Readonly<Record<NodeStatus, Look>> = {
  queued: "queued",
  running: "running",
  "waiting-timer": "timer",
  "waiting-event": "timer",
  retrying: "retrying",
  completed: "completed",
  failed: "failed",
  caught: "failed",
  cancelled: "cancelled",
};

/** How a status looks; `undefined` is a node that has not been asked for yet. */
export function lookOf(status: NodeStatus | undefined): Look {
  return status === undefined ? "idle" : LOOKS[status];
}

/** The short text right of a row's name: how long it took, so far or in all, or how often it was tried. */
export function rowFigure(node: NodeState | undefined, atMs: number): string {
  if (node === undefined) return "";
  if (node.status === "retrying") {
    const tried = node.attempts.at(-1)?.attempt ?? 1;
    return node.maxAttempts === undefined ? `try ${tried}` : `${tried} of ${node.maxAttempts}`;
  }
  if (node.kind === "decision") return node.port ?? "";
  if (node.kind === "record") return "";
  const fromMs = node.startedAtMs ?? node.scheduledAtMs;
  if (isOpen(node.status)) return durationText(atMs - fromMs);
  return node.endedAtMs === undefined ? "" : durationText(node.endedAtMs - fromMs);
}

/** Everything a row says, for people who point at it or hear it. */
export function rowDetail(node: NodeState | undefined, label: string): string {
  if (node === undefined) return `${label}: not reached at this event.`;
  const lines = [`${label}: ${STATUS_WORDS[node.status]}${inAll(node)}.`];
  if (node.activity !== undefined) lines.push(`Activity ${node.activity}.`);
  if (node.port !== undefined) lines.push(`Took the port ${node.port}.`);
  if (node.attempts.length > 1) lines.push(`${node.attempts.length} attempts.`);
  const failure = node.failure ?? node.attempts.findLast((attempt) => attempt.failure !== undefined)?.failure;
  if (failure !== undefined) lines.push(`${failure.code}: ${failure.message}`);
  if (node.loop !== undefined) lines.push(`${loopFigures(node.loop)}.`);
  return lines.join("\n");
}

function inAll(node: NodeState): string {
  if (node.endedAtMs === undefined) return "";
  return ` in ${durationText(node.endedAtMs - (node.startedAtMs ?? node.scheduledAtMs))}`;
}

const STATUS_WORDS: Readonly<Record<NodeStatus, string>> = {
  queued: "queued",
  running: "running",
  "waiting-timer": "waiting for its timer",
  "waiting-event": "waiting for an event",
  retrying: "waiting to repeat",
  completed: "completed",
  failed: "failed",
  caught: "failed, and that was dealt with",
  cancelled: "cancelled",
};

/** A container in numbers: `4 items · 3 completed · 1 failed`. */
export function loopFigures(loop: NonNullable<NodeState["loop"]>): string {
  const word = loop.isRounds === true ? "round" : "item";
  const parts = [loop.itemCount === 1 ? `1 ${word}` : `${loop.itemCount} ${word}s`];
  if (loop.completed > 0) parts.push(`${loop.completed} completed`);
  if (loop.running > 0) parts.push(`${loop.running} running`);
  if (loop.failed > 0) parts.push(`${loop.failed} failed`);
  if (loop.cancelled > 0) parts.push(`${loop.cancelled} cancelled`);
  return parts.join(" · ");
}

import type { NodeView } from "./node-views";

/** How many nodes are in each state, the states in the order in which a legend lists them. */
export interface LegendEntry {
  readonly state: NodeView["state"];
  readonly count: number;
}

const ORDER: readonly NodeView["state"][] = [
  "completed",
  "running",
  "retrying",
  "timer",
  "event",
  "queued",
  "failed",
  "cancelled",
  "paused",
  "replayed",
  "skipped",
  "not-reached",
];

export function legendOf(views: Readonly<Record<string, NodeView>>): readonly LegendEntry[] {
  const counts = new Map<NodeView["state"], number>();
  for (const view of Object.values(views)) counts.set(view.state, (counts.get(view.state) ?? 0) + 1);
  return ORDER.flatMap((state) => {
    const count = counts.get(state);
    return count === undefined ? [] : [{ state, count }];
  });
}

import type { Graph } from "@dacapo/engine/compiler";
import type { HistoryEvent, HistoryEventBody } from "@dacapo/engine/model";
import { createReplay, type RunState } from "@dacapo/engine/timeline";
import { type GraphIndex, indexGraph } from "./graph-index";

/**
 * For tests: a workflow with everything a canvas shows.
 *
 *   start → fetch → check ─true→ images ⟦ supported ─true→ thumbnail → done
 *                     │                             └false→ skip ⟧ → return
 *                     └false→ refuse
 */
export const EXAMPLE: Graph = {
  formatVersion: 1,
  name: "example",
  nodes: [
    { id: "n1", name: "start", type: "start", config: {} },
    { id: "n2", name: "fetch", type: "http", config: { method: "GET", url: { literal: "http://service" } } },
    { id: "n3", name: "check", type: "if", config: { condition: "fetch.status === 200" } },
    { id: "n4", name: "refuse", type: "set", config: { fields: [] } },
    { id: "n5", name: "images", type: "forEach", config: { items: "input.images", itemName: "image" } },
    { id: "n6", name: "supported", type: "if", parent: "n5", config: { condition: "image.ok" } },
    { id: "n7", name: "thumbnail", type: "activity", parent: "n5", config: { activity: "image.thumbnail", input: {} } },
    { id: "n8", name: "skip", type: "set", parent: "n5", config: { fields: [] } },
    { id: "n9", name: "return", type: "return", config: { value: { expression: "images" } } },
  ],
  edges: [
    { id: "e1", from: "n1", port: "out", to: "n2" },
    { id: "e2", from: "n2", port: "out", to: "n3" },
    { id: "e3", from: "n3", port: "true", to: "n5" },
    { id: "e4", from: "n3", port: "false", to: "n4" },
    { id: "e5", from: "n6", port: "true", to: "n7" },
    { id: "e6", from: "n6", port: "false", to: "n8" },
    { id: "e7", from: "n5", port: "out", to: "n9" },
  ],
};

export const EXAMPLE_INDEX: GraphIndex = indexGraph(EXAMPLE);

/** One event per body, a second apart, beginning at 1 000 ms. */
export function history(bodies: readonly unknown[]): readonly HistoryEvent[] {
  return bodies.map((body, index) => ({ seq: index + 1, atMs: (index + 1) * 1_000, ...(body as HistoryEventBody) }));
}

export function stateAfter(bodies: readonly unknown[]): RunState {
  return createReplay(history(bodies), { containers: EXAMPLE_INDEX.containerNames }).latest;
}

export const STARTED = {
  type: "ExecutionStarted",
  instanceId: "run-1",
  executionId: "execution-1",
  name: "example",
  input: '{"images":[{"name":"a.jpg"},{"name":"b.png"}]}',
  tags: {},
};
export const TURN = { type: "TurnStarted", turn: 1, deliveredThrough: 1 };

export const scheduled = (taskId: number, node: string, path: readonly number[] = [], maxAttempts = 1) => ({
  type: "ActivityScheduled",
  taskId,
  origin: { node, path },
  name: `app.${node}`,
  input: "{}",
  ...(maxAttempts > 1 && { retry: { maxAttempts, firstDelayMs: 3_000 } }),
});
export const started = (taskId: number, attempt = 1) => ({ type: "ActivityStarted", taskId, attempt });
export const completed = (taskId: number, attempt = 1) => ({
  type: "ActivityCompleted",
  taskId,
  attempt,
  result: '{"status":200}',
});
export const decided = (node: string, port: string, path: readonly number[] = []) => ({
  type: "BranchDecided",
  origin: { node, path },
  port,
});
export const loopStarted = (items: readonly unknown[]) => ({
  type: "LoopStarted",
  origin: { node: "images", path: [] },
  items: JSON.stringify(items),
  itemCount: items.length,
});
export const BROKEN = { code: "ActivityError", message: "The file is not an image." };

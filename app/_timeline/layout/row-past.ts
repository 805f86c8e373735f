import { durationText, type IterationStatus, type NodeState, type RunState } from "@dacapo/engine/timeline";
import { type Look, lookOf, rowDetail, rowFigure } from "./look";
import type { Row } from "./rows";

/** What a row is at the event that is looked at. */
export interface RowPast {
  /** The row's nodes as they were, in the order of its spans; absent ones had not been asked for. */
  readonly nodes: readonly (NodeState | undefined)[];
  readonly look: Look;
  readonly figure: string;
  /** Where what was going on is cut off; 0 when nothing was, so that a row at rest does not change with time. */
  readonly openUntilMs: number;
}

/** A row at a state. `atMs` is the moment of the playhead. */
export function rowPast(row: Row, state: RunState, atMs: number): RowPast {
  const nodes = spansIn(row).map((span) => state.nodes.get(span.key));
  const open = nodes.some((node) => node !== undefined && node.endedAtMs === undefined);
  const first = nodes[0];
  const look = row.kind === "lane" ? iterationLook(state.iterations.get(row.iteration)?.status) : lookOf(first?.status);
  const figure = row.kind === "lane" ? laneFigure(nodes, atMs) : rowFigure(first, atMs);
  return { nodes, look, figure, openUntilMs: open ? atMs : 0 };
}

/** True when both are drawn alike. */
export function samePast(a: RowPast, b: RowPast): boolean {
  return (
    a.look === b.look &&
    a.figure === b.figure &&
    a.openUntilMs === b.openUntilMs &&
    a.nodes.length === b.nodes.length &&
    a.nodes.every((node, index) => node === b.nodes[index])
  );
}

/** Everything a row says, for people who point at it or hear it. */
export function pastDetail(row: Row, past: RowPast): string {
  if (row.kind !== "lane") return rowDetail(past.nodes[0], row.label);
  const reached = row.spans.flatMap((span, index) => {
    const node = past.nodes[index];
    return node === undefined ? [] : [rowDetail(node, span.node)];
  });
  return [`Iteration ${row.label === "" ? row.index : row.label}`, ...reached].join("\n");
}

function spansIn(row: Row) {
  return row.kind === "lane" ? row.spans : [row.span];
}

function iterationLook(status: IterationStatus | undefined): Look {
  return status ?? "idle";
}

/** From the first thing asked for in the lane to the last that settled, or to the playhead. */
function laneFigure(nodes: readonly (NodeState | undefined)[], atMs: number): string {
  const reached = nodes.filter((node) => node !== undefined);
  const first = reached[0];
  if (first === undefined || reached.every((node) => node.kind === "decision" || node.kind === "record")) return "";
  const ends = reached.map((node) => node.endedAtMs ?? atMs);
  return durationText(Math.max(...ends) - first.scheduledAtMs);
}

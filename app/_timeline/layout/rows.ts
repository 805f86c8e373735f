import { iterationKey, type NodeKey, type Span } from "@dacapo/engine/timeline";
import { SIZES } from "./sizes";

interface RowBase {
  readonly id: string;
  readonly label: string;
  /** How deep the row lies; 0 at the top. */
  readonly depth: number;
  readonly height: number;
}

/** A node outside of containers. */
export interface NodeRow extends RowBase {
  readonly kind: "node";
  readonly span: Span;
}

/** A container; its iterations follow unless it is collapsed. */
export interface LoopRow extends RowBase {
  readonly kind: "loop";
  readonly span: Span;
  readonly collapsed: boolean;
}

/** One iteration of a container. Nodes that ran at the same time lie on further lanes, which have no label. */
export interface LaneRow extends RowBase {
  readonly kind: "lane";
  readonly iteration: string;
  readonly index: number;
  readonly lane: number;
  readonly spans: readonly Span[];
}

export type Row = NodeRow | LoopRow | LaneRow;

/** Containers with more iterations than this begin collapsed. */
const OPEN_ITERATIONS_MAX = 24;

/** Which containers a person has opened or closed; the others are as their size says. */
export type Folding = ReadonlyMap<NodeKey, "open" | "collapsed">;

/** True when a container's iterations are hidden. */
export function isCollapsed(loop: Span, folding: Folding): boolean {
  const chosen = folding.get(loop.key);
  if (chosen !== undefined) return chosen === "collapsed";
  return (loop.loop?.itemCount ?? 0) > OPEN_ITERATIONS_MAX;
}

/** The rows of a run from top to bottom: nodes in the order of first appearance, iterations below their container. */
export function rowsOf(spans: readonly Span[], folding: Folding, labels: ItemLabels): readonly Row[] {
  const children = new Map<string, Span[]>();
  const top: Span[] = [];
  for (const span of spans) {
    const index = span.path.at(-1);
    const home = span.container === undefined || index === undefined ? undefined : iterationKey(span.container, index);
    if (home === undefined) top.push(span);
    else listIn(children, home).push(span);
  }
  const rows: Row[] = [];
  const put = (span: Span, depth: number) => {
    if (span.kind !== "loop") {
      rows.push({ kind: "node", id: span.key, label: span.key, depth, height: SIZES.row, span });
      return;
    }
    const collapsed = isCollapsed(span, folding);
    const label = depth === 0 ? span.key : span.node;
    rows.push({ kind: "loop", id: span.key, label, depth, height: SIZES.row, span, collapsed });
    if (!collapsed) putIterations(span, depth + 1);
  };
  const putIterations = (loop: Span, depth: number) => {
    const items = labels(loop);
    for (let index = 0; index < (loop.loop?.itemCount ?? 0); index++) {
      const iteration = iterationKey(loop.key, index);
      const inside = children.get(iteration);
      if (inside === undefined) continue;
      const item = items[index];
      const place = loop.loop?.isRounds === true ? `round ${index + 1}` : String(index);
      const label = item === undefined || item === String(index) ? place : `${place} · ${item}`;
      rows.push(...lanes(inside, iteration, index, label, depth));
      for (const span of inside) if (span.kind === "loop") put(span, depth + 1);
    }
  };
  for (const span of top) put(span, 0);
  return rows;
}

function listIn<Key, Item>(map: Map<Key, Item[]>, key: Key): Item[] {
  const before = map.get(key);
  if (before !== undefined) return before;
  const list: Item[] = [];
  map.set(key, list);
  return list;
}

/** Puts the spans of an iteration on as few lanes as they need without lying on each other. */
function lanes(
  inside: readonly Span[],
  iteration: string,
  index: number,
  label: string,
  depth: number,
): readonly LaneRow[] {
  const packed: { endMs: number; readonly spans: Span[] }[] = [{ endMs: Number.NEGATIVE_INFINITY, spans: [] }];
  for (const span of inside) {
    if (span.kind === "loop") continue;
    const endMs = span.endMs ?? Number.POSITIVE_INFINITY;
    const lane = packed.find((one) => one.endMs <= span.startMs);
    if (lane === undefined) packed.push({ endMs, spans: [span] });
    else {
      lane.endMs = Math.max(endMs, lane.endMs);
      lane.spans.push(span);
    }
  }
  return packed.map(({ spans }, lane) => ({
    kind: "lane",
    id: `${iteration}:${lane}`,
    label: lane === 0 ? label : "",
    depth,
    height: SIZES.lane,
    iteration,
    index,
    lane,
    spans,
  }));
}

/** The labels of a container's items, by index. */
export type ItemLabels = (loop: Span) => readonly string[];

/** True when the row shows something of the node. */
export function rowShowsNode(row: Row, node: string): boolean {
  return row.kind === "lane" ? row.spans.some((span) => span.node === node) : row.span.node === node;
}

/** The span a row stands for when it is chosen: of a lane, what failed, else its first work. */
export function chosenSpan(row: Row): Span | undefined {
  if (row.kind !== "lane") return row.span;
  const failed = row.spans.find((span) => span.status === "failed");
  return failed ?? row.spans.find((span) => span.kind === "work") ?? row.spans[0];
}

/** The row that an arrow key, Home or End leads to. Further lanes of an iteration have no name to stand on. */
export function rowAfterKey(rows: readonly Row[], index: number, key: string): number | undefined {
  const named = (from: number, step: number) => {
    let next = from;
    while (rows[next]?.label === "") next += step;
    return rows[next] === undefined ? undefined : next;
  };
  switch (key) {
    case "ArrowDown":
      return named(index + 1, 1);
    case "ArrowUp":
      return named(index - 1, -1);
    case "Home":
      return named(0, 1);
    case "End":
      return named(rows.length - 1, -1);
    default:
      return undefined;
  }
}

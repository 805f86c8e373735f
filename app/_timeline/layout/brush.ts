/** Which part of the brush was taken hold of; `new` draws a new one. */
export type BrushGrip = "from" | "to" | "body" | "new";

/** A part of the overview, in pixels. */
export interface BrushRange {
  readonly fromX: number;
  readonly toX: number;
}

/** How near to an edge of the brush the pointer takes hold of that edge. */
const EDGE_PX = 6;

/** What a press at `x` takes hold of. A brush that covers everything cannot be moved, so a new one is drawn in it. */
export function gripAt(range: BrushRange, x: number, widthPx: number): BrushGrip {
  if (Math.abs(x - range.fromX) <= EDGE_PX) return "from";
  if (Math.abs(x - range.toX) <= EDGE_PX) return "to";
  const coversAll = range.fromX <= EDGE_PX && range.toX >= widthPx - EDGE_PX;
  return x > range.fromX && x < range.toX && !coversAll ? "body" : "new";
}

/** The brush after the pointer went from `startX` to `x`. It stays in the overview; its edges may cross. */
export function draggedBrush(
  grip: BrushGrip,
  start: BrushRange,
  startX: number,
  x: number,
  widthPx: number,
): BrushRange {
  const inside = (value: number) => Math.min(Math.max(0, value), widthPx);
  switch (grip) {
    case "from":
      return ordered(inside(start.fromX + x - startX), start.toX);
    case "to":
      return ordered(start.fromX, inside(start.toX + x - startX));
    case "new":
      return ordered(inside(startX), inside(x));
    case "body": {
      const length = start.toX - start.fromX;
      const fromX = Math.min(inside(start.fromX + x - startX), widthPx - length);
      return { fromX, toX: fromX + length };
    }
  }
}

function ordered(a: number, b: number): BrushRange {
  return { fromX: Math.min(a, b), toX: Math.max(a, b) };
}

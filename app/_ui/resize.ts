/** What a key press on a panel's separator needs to know. `grows` is the sign of "towards the panel's inside". */
export interface ResizeContext {
  readonly sizePx: number;
  readonly minPx: number;
  readonly maxPx: number;
  readonly horizontal: boolean;
  readonly grows: 1 | -1;
}

const STEP_PX = 16;

/** The size a key asks for on the separator; `undefined` for a key that is not the separator's. */
export function sizeAfterKey(key: string, context: ResizeContext): number | undefined {
  const { sizePx, minPx, maxPx, horizontal, grows } = context;
  const [back, forth] = horizontal ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
  if (key === back) return clamp(sizePx - STEP_PX * grows, minPx, maxPx);
  if (key === forth) return clamp(sizePx + STEP_PX * grows, minPx, maxPx);
  if (key === "Home") return minPx;
  if (key === "End") return maxPx;
  return undefined;
}

export function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}

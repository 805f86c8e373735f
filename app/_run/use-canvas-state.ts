import { useMemo, useRef } from "react";
import { type EdgeState, edgeStates } from "./projection/edge-states";
import { keepEqual } from "./projection/keep-equal";
import { type CanvasMoment, type NodeView, nodeViews } from "./projection/node-views";

interface CanvasState {
  readonly nodeViews: Readonly<Record<string, NodeView>>;
  readonly edgeStates: Readonly<Record<string, EdgeState>>;
}

const NOTHING: CanvasState = { nodeViews: {}, edgeStates: {} };

/** What the canvas shows at a moment. Nodes that say the same as before are the same objects as before. */
export function useCanvasState(moment: CanvasMoment | undefined): CanvasState {
  const before = useRef(NOTHING);
  return useMemo(() => {
    if (moment === undefined) return NOTHING;
    const views = nodeViews(moment);
    const edges = edgeStates(moment.index, moment.state, views);
    const kept = keepEqual(before.current.nodeViews, views);
    before.current = { nodeViews: kept, edgeStates: edges };
    return before.current;
  }, [moment]);
}

"use client";

import { useMemo } from "react";
import { type KnownName, knownNames } from "../document/known-names";
import { useDesigner, useDesignerState } from "../session/designer-context";

/** What one setting of a node may read, where that is more than the node's other settings may. */
export function useKnown(nodeId: string, field: string): readonly KnownName[] {
  const { index } = useDesigner();
  const graph = useDesignerState((state) => state.document.graph);
  return useMemo(() => knownNames(graph, nodeId, index, field), [graph, nodeId, index, field]);
}

"use client";

import { useCallback } from "react";
import { useDesigner, useDesignerState } from "../session/designer-context";

/**
 * Text of a setting that is not a value yet. It is kept by the designer, not by the control, so
 * that it is still there when the node is chosen again.
 */
export function useDraft(
  nodeId: string,
  field: string,
): readonly [string | undefined, (text: string | undefined) => void] {
  const { store } = useDesigner();
  const key = `${nodeId} ${field}`;
  const draft = useDesignerState((state) => state.drafts.get(key));
  const keep = useCallback((text: string | undefined) => store.keepDraft(key, text), [store, key]);
  return [draft, keep];
}

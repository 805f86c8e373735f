"use client";

import { useCallback } from "react";
import { draftKey } from "../document/drafts";
import { useDesigner, useDesignerState } from "../session/designer-context";

/** Keeps a text, with the reason why it is no value; without a text, forgets it. */
export type KeepDraft = (text: string | undefined, problem?: string) => void;

/**
 * Text of a setting that is not a value yet. It is kept by the designer, not by the control, so
 * that it is still there when the node is chosen again.
 */
export function useDraft(nodeId: string, field: string): readonly [string | undefined, KeepDraft] {
  const { store } = useDesigner();
  const key = draftKey(nodeId, field);
  const draft = useDesignerState((state) => state.drafts.get(key)?.text);
  const keep = useCallback<KeepDraft>(
    (text, problem) => store.keepDraft(nodeId, field, text, problem),
    [store, nodeId, field],
  );
  return [draft, keep];
}

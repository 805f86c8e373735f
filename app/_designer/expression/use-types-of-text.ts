"use client";

import { useEffect, useMemo, useRef } from "react";
import { expressionText } from "../document/type-findings";
import { useDesigner } from "../session/designer-context";
import type { AskMembers } from "./completions";
import type { AskType } from "./type-on-hover";

/** Answers about places in a text: what may be written there, and of which type what stands there is. */
export interface TypesOfText {
  readonly members: AskMembers;
  readonly type: AskType;
}

/** Asks about places in the text of a setting, as an editor that lives for long does. */
export function useTypesOfText(nodeId: string, field: string): TypesOfText {
  const { store, types } = useDesigner();
  const place = useRef({ nodeId, field });
  useEffect(() => {
    place.current = { nodeId, field };
  }, [nodeId, field]);
  return useMemo(() => {
    // Only a text that the graph has is asked about; one that is being held back, or has gone, has no types there.
    const placeIn = (text: string) => {
      const { graph } = store.getState().document;
      const at = place.current;
      return expressionText(graph, at.nodeId, at.field) === text ? { graph, ...at } : undefined;
    };
    return {
      members: async (text, offset, signal) => {
        const at = placeIn(text);
        return at === undefined ? [] : types.membersAt({ ...at, offset }, signal);
      },
      type: async (text, offset) => {
        const at = placeIn(text);
        return at === undefined ? undefined : types.typeAt({ ...at, offset });
      },
    };
  }, [store, types]);
}

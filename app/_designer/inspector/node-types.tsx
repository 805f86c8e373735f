"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { useDesigner, useDesignerState } from "../session/designer-context";

/** A pause in the typing. */
const TYPES_DELAY_MS = 300;

interface NodeTypes {
  readonly nodeId: string;
  readonly byField: ReadonlyMap<string, string>;
}

const Types = createContext<NodeTypes | undefined>(undefined);

/**
 * The types of a node's expressions, for what lies within. They come a moment after each change; until then those of
 * before stand there, so that nothing flickers. Where nobody answers nothing is shown.
 */
export function NodeTypesProvider({ nodeId, children }: { readonly nodeId: string; readonly children: ReactNode }) {
  const { types } = useDesigner();
  const graph = useDesignerState((state) => state.document.graph);
  const [known, setKnown] = useState<NodeTypes>();
  const isFirst = known?.nodeId !== nodeId;
  useEffect(() => {
    const newer = new AbortController();
    const timer = setTimeout(
      () => {
        types.typesOf(graph, nodeId, newer.signal).then(
          (found) => {
            if (newer.signal.aborted) return;
            setKnown({ nodeId, byField: new Map(found.map(({ field, type }) => [field, type])) });
          },
          () => undefined,
        );
      },
      isFirst ? 0 : TYPES_DELAY_MS,
    );
    return () => {
      clearTimeout(timer);
      newer.abort();
    };
  }, [graph, nodeId, types, isFirst]);
  return <Types value={known}>{children}</Types>;
}

/** The type of an expression, as far as anybody knows it yet. */
export function useTypeOf(nodeId: string, field: string): string | undefined {
  const known = useContext(Types);
  return known?.nodeId === nodeId ? known.byField.get(field) : undefined;
}

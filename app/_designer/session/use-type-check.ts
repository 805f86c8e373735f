"use client";

import type { Graph } from "@dacapo/engine/compiler";
import { useEffect, useState } from "react";
import type { TypeFindings } from "../document/type-findings";
import type { TypePort } from "./type-port";

/** A pause in the editing: the server is asked about what was meant, not about each letter. */
const TYPE_CHECK_DELAY_MS = 600;

/**
 * What the newest answer about types says. A newer edit takes back a question that is under way. Types are a help and
 * nothing waits for them, so a question that fails is dropped; the next edit asks again.
 */
export function useTypeCheck(graph: Graph, types: TypePort): TypeFindings | undefined {
  const [findings, setFindings] = useState<TypeFindings>();
  useEffect(() => {
    const newer = new AbortController();
    const timer = setTimeout(() => {
      types.check(graph, newer.signal).then(
        (diagnostics) => {
          if (!newer.signal.aborted) setFindings({ graph, diagnostics });
        },
        () => undefined,
      );
    }, TYPE_CHECK_DELAY_MS);
    return () => {
      clearTimeout(timer);
      newer.abort();
    };
  }, [graph, types]);
  return findings;
}

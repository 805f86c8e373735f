"use client";

import { type Catalog, type Compiled, compile, type Diagnostic, type Graph } from "@dacapo/engine/compiler";
import { useEffect, useState } from "react";

export interface Checked {
  readonly diagnostics: readonly Diagnostic[];
  /** The code of the newest graph that had no errors. */
  readonly code?: Extract<Compiled, { ok: true }>;
  /** The graph that this is about: the newest one, or one from a moment ago. */
  readonly graph?: Graph;
  /** True when the code is the code of that graph. */
  readonly isCurrent: boolean;
}

const NOT_CHECKED: Checked = { diagnostics: [], isCurrent: false };
const CHECK_DELAY_MS = 90;
/** Beyond this many nodes a check costs a frame or more; it then waits for a longer pause in the typing. */
const LARGE_GRAPH_NODES = 250;
const LARGE_CHECK_DELAY_MS = 250;

/** Compiles the graph in the browser, shortly after each change. Moving a box changes no graph and costs nothing. */
export function useCheck(graph: Graph, catalog: Catalog | undefined): Checked {
  const [checked, setChecked] = useState(NOT_CHECKED);
  useEffect(() => {
    if (catalog === undefined) return;
    const delayMs = graph.nodes.length > LARGE_GRAPH_NODES ? LARGE_CHECK_DELAY_MS : CHECK_DELAY_MS;
    const timer = setTimeout(() => {
      const compiled = compile(graph, catalog);
      setChecked((before) => ({
        diagnostics: compiled.diagnostics,
        graph,
        isCurrent: compiled.ok,
        ...(compiled.ok ? { code: compiled } : before.code !== undefined && { code: before.code }),
      }));
    }, delayMs);
    return () => clearTimeout(timer);
  }, [graph, catalog]);
  return checked;
}

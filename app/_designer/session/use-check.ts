"use client";

import type { Catalog, Compiled, Diagnostic, Graph } from "@dacapo/engine/compiler";
import { useEffect, useState } from "react";
import { type Compiler, compilerThread } from "./compiler-thread";

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

/**
 * Compiles the graph in the browser, in a thread of its own, shortly after each change. Moving a box changes no graph and
 * costs nothing.
 */
export function useCheck(graph: Graph, catalog: Catalog | undefined): Checked {
  const [checked, setChecked] = useState(NOT_CHECKED);
  const [compiler, setCompiler] = useState<Compiler>();
  useEffect(() => {
    if (catalog === undefined) return;
    const started = compilerThread(catalog);
    setCompiler(started);
    return () => started.close();
  }, [catalog]);
  useEffect(() => {
    if (compiler === undefined) return;
    const timer = setTimeout(() => {
      compiler.compile(graph, (compiled) =>
        setChecked((before) => ({
          diagnostics: compiled.diagnostics,
          graph,
          isCurrent: compiled.ok,
          ...(compiled.ok ? { code: compiled } : before.code !== undefined && { code: before.code }),
        })),
      );
    }, CHECK_DELAY_MS);
    return () => clearTimeout(timer);
  }, [graph, compiler]);
  return checked;
}

import { type Catalog, type Compiled, compile, type Graph } from "@dacapo/engine/compiler";
import type { CompileQuestion } from "./compile-worker";

/** Compiles graphs, the newest one alone: what was asked before and has no answer yet gets none. */
export interface Compiler {
  compile(graph: Graph, then: (compiled: Compiled) => void): void;
  close(): void;
}

/**
 * A compiler in a thread of its own, so that a large graph costs no frame. Where the browser gives no thread, or the
 * thread breaks, it compiles here: later than it might, and right all the same.
 */
export function compilerThread(catalog: Catalog): Compiler {
  let worker = startedWorker();
  let asked: { readonly id: number; readonly graph: Graph; readonly then: (compiled: Compiled) => void } | undefined;
  let waiting: typeof asked;
  let count = 0;

  const send = (question: CompileQuestion) => worker?.postMessage(question);
  const ask = (next: NonNullable<typeof asked>) => {
    asked = next;
    send({ kind: "compile", id: next.id, graph: next.graph });
  };
  const here = ({ graph, then }: NonNullable<typeof asked>) => then(compile(graph, catalog));

  if (worker !== undefined) {
    worker.onmessage = ({ data }: MessageEvent<{ readonly id: number; readonly compiled: Compiled }>) => {
      const answered = asked;
      asked = undefined;
      if (waiting !== undefined) {
        const next = waiting;
        waiting = undefined;
        ask(next);
      } else if (answered?.id === data.id) answered.then(data.compiled);
    };
    worker.onerror = () => {
      worker?.terminate();
      worker = undefined;
      const next = waiting ?? asked;
      asked = undefined;
      waiting = undefined;
      if (next !== undefined) here(next);
    };
    send({ kind: "catalog", catalog });
  }

  return {
    compile(graph, then) {
      const next = { id: count++, graph, then };
      if (worker === undefined) here(next);
      else if (asked === undefined) ask(next);
      else waiting = next;
    },
    close() {
      worker?.terminate();
      worker = undefined;
      asked = undefined;
      waiting = undefined;
    },
  };
}

function startedWorker(): Worker | undefined {
  if (typeof Worker === "undefined") return undefined;
  return new Worker(new URL("./compile-worker.ts", import.meta.url), { type: "module" });
}

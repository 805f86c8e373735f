import { type Catalog, type Compiled, compile } from "@dacapo/engine/compiler";
import { afterEach, describe, expect, test, vi } from "vitest";
import { sampleDocument } from "../document/test-documents";
import type { CompileQuestion } from "./compile-worker";
import { compilerThread } from "./compiler-thread";

const catalog: Catalog = { activities: [], entities: [], workflows: [] };
const { graph } = sampleDocument();
const named = (name: string) => ({ ...graph, name });

/** A thread that answers when the test says so. */
class FakeWorker {
  static last: FakeWorker | undefined;
  readonly asked: CompileQuestion[] = [];
  isTerminated = false;
  onmessage: ((event: { readonly data: unknown }) => void) | undefined;
  onerror: (() => void) | undefined;

  constructor() {
    FakeWorker.last = this;
  }
  postMessage(question: CompileQuestion): void {
    this.asked.push(question);
  }
  terminate(): void {
    this.isTerminated = true;
  }
  /** Answers the newest question. */
  answer(): void {
    const question = this.asked.at(-1);
    if (question?.kind !== "compile") throw new Error("Nobody has asked for a graph.");
    this.onmessage?.({ data: { id: question.id, compiled: compile(question.graph, catalog) } });
  }
  get graphs(): readonly string[] {
    return this.asked.flatMap((question) => (question.kind === "compile" ? [question.graph.name] : []));
  }
}

afterEach(() => vi.unstubAllGlobals());

function started() {
  vi.stubGlobal("Worker", FakeWorker);
  const compiler = compilerThread(catalog);
  const worker = FakeWorker.last;
  if (worker === undefined) throw new Error("No thread was started.");
  return { compiler, worker };
}

describe("a compiler in a thread of its own", () => {
  test("knows the catalog before the first graph, and answers", () => {
    const { compiler, worker } = started();
    const answers: Compiled[] = [];
    compiler.compile(graph, (compiled) => answers.push(compiled));
    expect(worker.asked.map(({ kind }) => kind)).toEqual(["catalog", "compile"]);
    worker.answer();
    expect(answers).toEqual([compile(graph, catalog)]);
  });

  test("compiles the newest graph alone: what became old meanwhile has no answer", () => {
    const { compiler, worker } = started();
    const answered: string[] = [];
    for (const name of ["a", "b", "c"]) compiler.compile(named(name), () => answered.push(name));
    worker.answer();
    worker.answer();
    expect(worker.graphs).toEqual(["a", "c"]);
    expect(answered).toEqual(["c"]);
  });

  test("a thread that breaks is done without", () => {
    const { compiler, worker } = started();
    const answered: string[] = [];
    compiler.compile(named("a"), () => answered.push("a"));
    compiler.compile(named("b"), () => answered.push("b"));
    worker.onerror?.();
    compiler.compile(named("c"), () => answered.push("c"));
    expect(worker.isTerminated).toBe(true);
    expect(answered).toEqual(["b", "c"]);
  });

  test("says nothing any more once it is closed", () => {
    const { compiler, worker } = started();
    const answered: string[] = [];
    compiler.compile(named("a"), () => answered.push("a"));
    compiler.close();
    expect(worker.isTerminated).toBe(true);
    expect(answered).toEqual([]);
  });

  test("where there are no threads it compiles here", () => {
    vi.stubGlobal("Worker", undefined);
    const answers: Compiled[] = [];
    compilerThread(catalog).compile(graph, (compiled) => answers.push(compiled));
    expect(answers).toEqual([compile(graph, catalog)]);
  });
});

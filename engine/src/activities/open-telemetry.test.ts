import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { encodeJson, executionId, instanceId, taskId } from "../model/index.js";
import { defineActivity } from "./define.js";
import type { ActivityOrder } from "./executor.js";
import { inlineExecutor } from "./inline.js";

/** What an SDK would have exported. */
interface Exported {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly attributes: Record<string, unknown>;
  status?: { readonly code: SpanStatusCode; readonly message?: string };
  ended: boolean;
}

/** An SDK of as few lines as the API allows: it keeps every span, and carries the context over waits. */
function registerSdk(): readonly Exported[] {
  const exported: Exported[] = [];
  let made = 0;
  const idOf = (digits: number) => String(++made).padStart(digits, "0");
  const startSpan: Tracer["startSpan"] = (name, options, parent = context.active()) => {
    const above = options?.root === true ? undefined : trace.getSpanContext(parent);
    const own: SpanContext = {
      traceId: above?.traceId ?? idOf(32),
      spanId: idOf(16),
      traceFlags: TraceFlags.SAMPLED,
    };
    const attributes: Record<string, unknown> = { ...options?.attributes };
    const entry: Exported = { name, ...own, parentSpanId: above?.spanId, attributes, ended: false };
    exported.push(entry);
    const span: Partial<Span> = {
      spanContext: () => own,
      isRecording: () => !entry.ended,
      setAttribute: (key, value) => {
        attributes[key] = value;
        return span as Span;
      },
      setAttributes: (more) => {
        Object.assign(attributes, more);
        return span as Span;
      },
      setStatus: (status) => {
        entry.status = status;
        return span as Span;
      },
      end: () => {
        entry.ended = true;
      },
    };
    return span as Span;
  };
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan }) as Tracer });
  const storage = new AsyncLocalStorage<Context>();
  context.setGlobalContextManager({
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, run, receiver, ...args) => storage.run(active, () => run.apply(receiver, args)),
    bind: (_active, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  });
  return exported;
}

let exported: readonly Exported[];
beforeEach(() => {
  exported = registerSdk();
});
afterEach(() => {
  trace.disable();
  context.disable();
});

const work = defineActivity({
  name: "work",
  title: "Work",
  description: "Works.",
  icon: "x",
  effects: "external",
  input: z.object({ mood: z.enum(["good", "bad", "endless"]) }),
  output: z.string(),
  run: async ({ mood }) => {
    await Promise.resolve();
    trace.getTracer("inside").startSpan("inside").end();
    if (mood === "bad") throw Object.assign(new Error("no"), { code: "Mine" });
    return mood === "endless" ? new Promise<string>(() => undefined) : "done";
  },
});

const order = (task: number, mood: string, run = "e1", attempt = 1): ActivityOrder => ({
  instanceId: instanceId(`i-${run}`),
  executionId: executionId(run),
  taskId: taskId(task),
  attempt,
  name: "work",
  input: encodeJson({ mood }),
});

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const named = (name: string) => exported.filter((span) => span.name === name);

test("an attempt is a span in its run's trace; what the activity traces is below it", async () => {
  inlineExecutor([work], () => undefined).run(order(7, "good", "e1", 2));
  await settle();
  const [run] = named("dacapo.run");
  const [attempt] = named("work");
  const [inside] = named("inside");
  expect(attempt).toMatchObject({
    traceId: run?.traceId,
    parentSpanId: run?.spanId,
    ended: true,
    attributes: {
      "dacapo.instance_id": "i-e1",
      "dacapo.execution_id": "e1",
      "dacapo.activity": "work",
      "dacapo.task_id": 7,
      "dacapo.attempt": 2,
      "dacapo.outcome": "completed",
    },
  });
  expect(attempt?.status).toBeUndefined();
  expect(inside).toMatchObject({ traceId: run?.traceId, parentSpanId: attempt?.spanId });
  expect(run).toMatchObject({ parentSpanId: undefined, ended: true, attributes: { "dacapo.instance_id": "i-e1" } });
});

test("each run has a trace of its own, and one for all of its attempts", async () => {
  const executor = inlineExecutor([work], () => undefined);
  executor.run(order(1, "good", "e1"));
  executor.run(order(2, "good", "e1"));
  executor.run(order(1, "good", "e2"));
  await settle();
  expect(named("dacapo.run")).toHaveLength(2);
  const traces = named("work").map(({ traceId }) => traceId);
  expect(traces[0]).toBe(traces[1]);
  expect(traces[2]).not.toBe(traces[0]);
});

test("whatever becomes of the process, no attempt that was exported is without its parent", async () => {
  const executor = inlineExecutor([work], () => undefined);
  executor.run(order(1, "endless"));
  const [run] = named("dacapo.run");
  const [attempt] = named("work");
  // The root has left the process while the first attempt has only begun.
  expect(run).toMatchObject({ ended: true, parentSpanId: undefined });
  expect(attempt).toMatchObject({ ended: false, parentSpanId: run?.spanId });
  // A later attempt, after hours perhaps, comes under the same root, which is not begun a second time.
  executor.run(order(2, "good"));
  await settle();
  expect(named("dacapo.run")).toHaveLength(1);
  expect(named("work")[1]).toMatchObject({ ended: true, traceId: run?.traceId, parentSpanId: run?.spanId });
  executor.close();
});

test("a failure is an error with its code; an abort says why", async () => {
  const executor = inlineExecutor([work], () => undefined);
  executor.run(order(1, "bad"));
  executor.run(order(2, "endless"));
  executor.run(order(3, "endless"));
  await settle();
  executor.abort(order(2, "endless"), "The run no longer wants the result.");
  executor.close();
  const [failed, aborted, closed] = named("work");
  expect(failed).toMatchObject({
    attributes: { "dacapo.outcome": "failed", "error.type": "Mine" },
    status: { code: SpanStatusCode.ERROR, message: "no" },
    ended: true,
  });
  expect(aborted).toMatchObject({
    attributes: { "dacapo.outcome": "aborted", "dacapo.abort_reason": "The run no longer wants the result." },
    ended: true,
  });
  expect(closed).toMatchObject({ attributes: { "dacapo.outcome": "aborted" }, ended: true });
});

test("without an SDK nothing is traced, and activities run", async () => {
  trace.disable();
  const kinds: string[] = [];
  inlineExecutor([work], ({ kind }) => kinds.push(kind)).run(order(1, "good"));
  await settle();
  expect(kinds).toEqual(["ended"]);
  expect(exported).toEqual([]);
});

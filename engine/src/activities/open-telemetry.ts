import {
  type Context,
  context,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { ExecutionId } from "../model/index.js";
import type { ActivityOrder } from "./executor.js";
import type { ActivityTracer, AttemptSpan } from "./tracing.js";

const TRACER_NAME = "dacapo";
/** Runs whose trace is remembered. One that is forgotten begins a second trace; its attributes still tie them together. */
const RUNS_MAX = 10_000;

/**
 * Tells OpenTelemetry of every attempt: one span each, in a trace for each run. It is the API alone,
 * which does nothing until an operator registers an SDK:
 *
 *   dacapo.run ┬ images.list      attempt 1 ── failed
 *              ├ images.list      attempt 2 ── completed
 *              └ http.request     attempt 1 ── completed     what the activity traces itself is below it
 *
 * The span of the run marks where this process first worked for it. It ends at once, before any attempt: a
 * span is exported when it ends, a run outlives processes, and attempts must not be left without their parent.
 * It is a root, so that the operator's sampler decides once for the whole run.
 */
export function openTelemetryTracer(): ActivityTracer {
  /** The least recently begun first. */
  const runs = new Map<ExecutionId, Context>();

  function contextOfRun(order: ActivityOrder): Context {
    const known = runs.get(order.executionId);
    if (known !== undefined) return known;
    const span = trace
      .getTracer(TRACER_NAME)
      .startSpan("dacapo.run", { root: true, attributes: runAttributes(order) }, ROOT_CONTEXT);
    const made = trace.setSpan(ROOT_CONTEXT, span);
    span.end();
    // Without an SDK there is no trace, and nothing worth remembering.
    if (!trace.isSpanContextValid(span.spanContext())) return made;
    runs.set(order.executionId, made);
    const [oldest] = runs.keys();
    if (runs.size > RUNS_MAX && oldest !== undefined) runs.delete(oldest);
    return made;
  }

  return (order) => {
    if (nobodyTraces()) return UNTRACED;
    const parent = contextOfRun(order);
    const span = trace.getTracer(TRACER_NAME).startSpan(order.name, { kind: SpanKind.INTERNAL }, parent);
    if (span.isRecording()) describe(span, order);
    return {
      within: (run) => context.with(trace.setSpan(parent, span), run),
      end: (outcome) => {
        if (outcome.kind === "failed") {
          const { code, message } = outcome.failure;
          span.setAttribute("error.type", code);
          span.setStatus({ code: SpanStatusCode.ERROR, message });
        }
        endWith(span, outcome.kind);
      },
      abort: (reason) => {
        span.setAttribute("dacapo.abort_reason", reason);
        endWith(span, "aborted");
      },
    };
  };
}

/**
 * No SDK is registered, so far. The API would take every span and do nothing with it, but making spans and
 * contexts for nobody costs as much as a quick activity.
 */
function nobodyTraces(): boolean {
  const provider = trace.getTracerProvider();
  return provider instanceof ProxyTracerProvider && provider.getDelegateTracer(TRACER_NAME) === undefined;
}

const UNTRACED: AttemptSpan = { within: (run) => run(), end: () => undefined, abort: () => undefined };

const runAttributes = ({ instanceId, executionId }: ActivityOrder) => ({
  "dacapo.instance_id": instanceId,
  "dacapo.execution_id": executionId,
});

function describe(span: Span, order: ActivityOrder): void {
  span.setAttributes({
    ...runAttributes(order),
    "dacapo.activity": order.name,
    "dacapo.task_id": order.taskId,
    "dacapo.attempt": order.attempt,
    ...Object.fromEntries(Object.entries(order.tags ?? {}).map(([name, text]) => [`dacapo.tag.${name}`, text])),
  });
}

function endWith(span: Span, outcome: "completed" | "failed" | "aborted"): void {
  span.setAttribute("dacapo.outcome", outcome);
  span.end();
}

import { durationText, type NodeKey, type Span } from "@dacapo/engine/timeline";
import { type Look, lookOf, loopFigures } from "./look";
import { SIZES } from "./sizes";
import { isShown, type TimeAxis, xOf } from "./time-axis";

/**
 * How a stretch is drawn, before its colour:
 *
 *   attempt   filled box; failed: hatched; its number when there are several
 *   backoff   dotted line between two attempts
 *   queued    thin outline: asked for, not begun
 *   wait      dotted outline, soft fill
 *   loop      soft bar with thick ends
 *   decision  diamond with the port it took beside it
 *   record    small square
 */
export type BarShape = "attempt" | "backoff" | "queued" | "wait" | "loop" | "decision" | "record";

export interface Bar {
  readonly id: string;
  readonly key: NodeKey;
  readonly node: string;
  readonly shape: BarShape;
  readonly look: Look;
  readonly x: number;
  readonly width: number;
  /** The stretch goes on: its right end is open. */
  readonly open: boolean;
  readonly label: string;
  /** What a person reads who points at it. */
  readonly detail: string;
  /** The event that ended the stretch, or began it while it goes on. */
  readonly seq: number;
}

/** What is drawn for a span. Stretches outside of the window are left out. `nowMs` ends what goes on. */
export function barsOf(span: Span, axis: TimeAxis, nowMs: number): readonly Bar[] {
  const stretch = stretcher(span, axis, nowMs);
  switch (span.kind) {
    case "work":
      return workBars(span, stretch, nowMs);
    case "wait":
      return stretch("wait", span.startMs, span.endMs, lookOf(span.status), waitLabel(span));
    case "loop":
      return stretch("loop", span.startMs, span.endMs, lookOf(span.status), span.loop ? loopFigures(span.loop) : "");
    case "decision":
      return mark(span, axis, "decision", span.port ?? "");
    case "record":
      return mark(span, axis, "record", "");
  }
}

type Stretch = (
  shape: BarShape,
  fromMs: number,
  toMs: number | undefined,
  look: Look,
  label?: string,
  name?: string,
) => readonly Bar[];

function workBars(span: Span, stretch: Stretch, nowMs: number): readonly Bar[] {
  const first = span.attempts[0]?.startMs ?? span.endMs;
  const several = span.attempts.length > 1;
  const queued =
    first === undefined || first > span.startMs
      ? stretch(
          "queued",
          span.startMs,
          first,
          first === undefined ? "queued" : lookOf(span.status),
          "",
          "waited to begin",
        )
      : [];
  const attempts = span.attempts.flatMap((one) =>
    stretch(
      "attempt",
      one.startMs,
      one.endMs,
      one.outcome,
      several || one.outcome === "failed" ? attemptLabel(one.attempt, one.failure?.code) : "",
      `attempt ${one.attempt} ${one.outcome}${one.failure === undefined ? "" : `: ${one.failure.message}`}`,
    ),
  );
  const backoffs = span.backoffs.flatMap((one) =>
    stretch("backoff", one.startMs, one.endMs ?? Math.max(nowMs, one.startMs), "retrying", "", "waited to repeat"),
  );
  return [...queued, ...backoffs, ...attempts];
}

function attemptLabel(attempt: number, code: string | undefined): string {
  return code === undefined ? String(attempt) : `${attempt} · ${code}`;
}

function waitLabel(span: Span): string {
  const toMs = span.dueMs ?? span.endMs;
  return toMs === undefined ? "" : durationText(toMs - span.startMs);
}

function stretcher(span: Span, axis: TimeAxis, nowMs: number): Stretch {
  return (shape, fromMs, toMs, look, label = "", name = look) => {
    const endMs = toMs ?? Math.max(nowMs, fromMs);
    if (endMs < axis.window.fromMs || fromMs > axis.window.toMs) return [];
    const x = xOf(axis, fromMs);
    const width = Math.max(SIZES.spanWidthMin, xOf(axis, endMs) - x);
    const open = toMs === undefined;
    const seq = open ? span.startSeq : (span.endSeq ?? span.startSeq);
    const detail = `${span.key}: ${name}, ${durationText(endMs - fromMs)}, event ${seq}`;
    const { key, node } = span;
    return [{ id: `${key}:${shape}:${fromMs}`, key, node, shape, look, x, width, open, label, detail, seq }];
  };
}

function mark(span: Span, axis: TimeAxis, shape: "decision" | "record", label: string): readonly Bar[] {
  if (!isShown(axis, span.startMs)) return [];
  const what = shape === "decision" ? `took the port ${label}` : "has its value";
  const detail = `${span.key} ${what}, event ${span.startSeq}`;
  const x = xOf(axis, span.startMs) - SIZES.diamond / 2;
  return [
    {
      id: `${span.key}:${shape}`,
      key: span.key,
      node: span.node,
      shape,
      look: lookOf(span.status),
      x,
      width: SIZES.diamond,
      open: false,
      label,
      detail,
      seq: span.startSeq,
    },
  ];
}

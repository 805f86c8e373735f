import type { Instruments } from "./instruments.js";

/** Shorter than this, one turn of the loop would look like a busy thread. */
const SPAN_MS = 1_000;

interface Mark {
  readonly busyMs: number;
  readonly idleMs: number;
}

const spanOf = ({ busyMs, idleMs }: Mark): number => busyMs + idleMs;

/**
 * The share of the time that a thread was busy. It is read off when somebody asks, so it costs nothing
 * while nobody does: over the last second if it was asked for that long ago, else over the time since
 * the last question before that.
 */
export class BusyShare {
  /** What was read at earlier questions, oldest first; all but the first are younger than a second. */
  private readonly marks: Mark[] = [{ busyMs: 0, idleMs: 0 }];

  constructor(private readonly instruments: Pick<Instruments, "loop">) {}

  /** 0 to 1. */
  read(): number {
    const now = this.instruments.loop();
    const { marks } = this;
    for (let next = marks[1]; next !== undefined && spanOf(now) - spanOf(next) >= SPAN_MS; next = marks[1])
      marks.shift();
    const from = marks[0] ?? now;
    marks.push(now);
    const spanMs = spanOf(now) - spanOf(from);
    return spanMs <= 0 ? 0 : Math.min(1, Math.max(0, (now.busyMs - from.busyMs) / spanMs));
  }
}

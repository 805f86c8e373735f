import type { LogPosition } from "../storage/log.js";
import type { LogPlace } from "./log-links.js";

/** What is known of a place in another log. `lost`: it was not durable when that log went down. */
export type Fate = "durable" | "open" | "lost";

/**
 * What has arrived and is not stepped yet, now that other logs have told more of themselves. What follows
 * from something lost is forgotten: the sender sends again what it still has. A cause that is durable is
 * none any more; kept, it would be waited for after the last word about it was heard.
 */
export function settleArrived<Item extends { readonly cause?: LogPlace }>(
  arrived: readonly Item[],
  fateOf: (cause: LogPlace) => Fate,
): Item[] {
  return arrived.flatMap((item) => {
    if (item.cause === undefined) return [item];
    const fate = fateOf(item.cause);
    if (fate === "lost") return [];
    if (fate === "open") return [item];
    const { cause: _cause, ...settled } = item;
    return [settled as Item];
  });
}

/**
 * Records of this log whose cause stands in another one and is not known to be durable there. Nothing
 * from the oldest of them on may be written: then no durable prefix of a log holds an event whose
 * cause is not in the durable prefix of its origin (causally consistent commit).
 */
export class Causes {
  private open: { readonly position: LogPosition; readonly cause: LogPlace }[] = [];

  /** The record at `position` is there because of `cause`. Positions only grow. */
  add(position: LogPosition, cause: LogPlace): void {
    this.open.push({ position, cause });
  }

  get oldest(): LogPosition | undefined {
    return this.open[0]?.position;
  }

  /** Forgets what is settled. `lost`: a cause will never be durable, and what followed from it must not be either. */
  settle(fateOf: (cause: LogPlace) => Fate): "kept" | "lost" {
    if (this.open.length === 0) return "kept";
    const left: typeof this.open = [];
    for (const entry of this.open) {
      const fate = fateOf(entry.cause);
      if (fate === "lost") return "lost";
      if (fate === "open") left.push(entry);
    }
    this.open = left;
    return "kept";
  }

  /** The logs that are waited for. */
  get threads(): ReadonlySet<number> {
    return new Set(this.open.map(({ cause }) => cause.thread));
  }
}

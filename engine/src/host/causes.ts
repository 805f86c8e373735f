import type { LogPosition } from "../storage/log.js";
import type { LogPlace } from "./log-links.js";

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
  settle(fateOf: (cause: LogPlace) => "durable" | "open" | "lost"): "kept" | "lost" {
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

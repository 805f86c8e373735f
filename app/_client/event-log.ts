import type { HistoryEvent } from "@/app/_server/api-types";

/**
 * The events of one run as the browser has them. `events[i].seq === i + 1`, always: what has been
 * received is a whole beginning of the history, whatever the network did.
 */
export interface EventLog {
  readonly events: readonly HistoryEvent[];
}

export const EMPTY_LOG: EventLog = { events: [] };

/** The number of the last event received; 0 before the first. */
export const lastSeqOf = (log: EventLog): number => log.events.length;

/** What a batch did to the log. */
export type Received =
  | { readonly kind: "grown"; readonly log: EventLog }
  /** Every event of the batch was there already. */
  | { readonly kind: "known" }
  /** Events between are missing: they are to be read after `afterSeq` before anything else is taken. */
  | { readonly kind: "gap"; readonly log: EventLog; readonly afterSeq: number };

/**
 * Takes a batch in. Repeats are dropped. At a gap, what came before it is kept and the rest is left:
 * it is read again, in order, rather than held back out of order.
 */
export function receive(log: EventLog, batch: readonly HistoryEvent[]): Received {
  const grown = [...log.events];
  for (const event of batch) {
    if (event.seq <= grown.length) continue;
    if (event.seq !== grown.length + 1) return { kind: "gap", log: { events: grown }, afterSeq: grown.length };
    grown.push(event);
  }
  return grown.length === log.events.length ? { kind: "known" } : { kind: "grown", log: { events: grown } };
}

import { invariant, isFinished } from "@dacapo/engine/model";
import type { HistoryEvent } from "../api-types";
import { DomainError, runNotFound } from "../errors";
import { runIdFrom } from "../run-id";
import type { Services } from "../services";

export interface WatchRun {
  readonly runId: string;
  /** The number of the last event that the watcher has. */
  readonly lastEventId?: string | null | undefined;
  readonly signal?: AbortSignal;
}

export interface WatchedBatch {
  readonly lastSeq: number;
  readonly events: readonly HistoryEvent[];
}

/** A long history goes out in pieces, so that the first events are on the screen while the rest travel. */
const BATCH_EVENTS_MAX = 500;

/**
 * Every event after the watcher's last, each once, in order, until the ending event. A watcher that
 * comes back after a broken connection or a restart of the server says what it has and gets the rest.
 */
export async function* watchRun(
  { client, stopping }: Services,
  { runId, lastEventId, signal }: WatchRun,
): AsyncGenerator<WatchedBatch, void, undefined> {
  let lastSeq = seqFrom(lastEventId);
  const id = runIdFrom(runId);
  const record = await client.status(id);
  if (record === undefined) throw runNotFound(runId);
  if (isFinished(record.status) && lastSeq >= record.eventCount) return;

  const until = signal === undefined ? stopping : AbortSignal.any([signal, stopping]);
  for await (const batch of client.subscribe(id, { afterSeq: lastSeq, signal: until })) {
    for (let from = 0; from < batch.length; from += BATCH_EVENTS_MAX) {
      const events = batch.slice(from, from + BATCH_EVENTS_MAX);
      for (const event of events) {
        invariant(event.seq === lastSeq + 1, `run ${runId}: event ${event.seq} follows event ${lastSeq}`);
        lastSeq = event.seq;
      }
      yield { lastSeq, events };
    }
  }
  // The watcher must not take the end of the stream for the end of the run.
  if (stopping.aborted)
    throw new DomainError("unavailable", "Dacapo is stopping. The run goes on when it is started again.");
}

function seqFrom(lastEventId: string | null | undefined): number {
  if (lastEventId === null || lastEventId === undefined || lastEventId === "") return 0;
  const seq = Number(lastEventId);
  if (Number.isSafeInteger(seq) && seq >= 0) return seq;
  throw new DomainError(
    "cursor-invalid",
    `lastEventId must be the number of an event; it is ${JSON.stringify(lastEventId)}.`,
  );
}

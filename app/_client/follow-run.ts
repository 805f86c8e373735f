import { isEnding } from "@dacapo/engine/model";
import type { HistoryEvent } from "@/app/_server/api-types";
import { type ApiError, mayPass } from "./error";
import { EMPTY_LOG, type EventLog, lastSeqOf, receive } from "./event-log";

/** How the events come in. `ended`: the run has ended and every event of it is here. */
export type Connection = "connecting" | "live" | "reconnecting" | "ended";

/** A run as followed so far. With an `error` nothing more will come. */
export interface Following {
  readonly events: readonly HistoryEvent[];
  readonly connection: Connection;
  readonly error: ApiError | undefined;
}

export const NOTHING_YET: Following = { events: EMPTY_LOG.events, connection: "connecting", error: undefined };

/** Where the events come from: the API, or a test. */
export interface RunSource {
  /** Streams the events after a number. Answers the function that ends it; nothing is called after that. */
  watch(afterSeq: number, listener: StreamListener): () => void;
  /** One page of the events after a number; empty when there are no more. */
  history(afterSeq: number): Promise<readonly HistoryEvent[]>;
}

export interface StreamListener {
  readonly onLive: () => void;
  /** The stream broke and mends itself. */
  readonly onInterrupted: () => void;
  readonly onEvents: (events: readonly HistoryEvent[]) => void;
  /** The stream is over, in good order or not. */
  readonly onOver: (error?: ApiError) => void;
}

/** Events come in bursts; the screen is told of them at most this often. */
const TELL_EVERY_MS = 40;
const RETRY_MS_FIRST = 300;
const RETRY_MS_MAX = 4_000;

/**
 * Follows a run to its end, whatever the network and the server do. Each event is told once, in
 * order: a stream begins after the last event that is here, repeats are dropped, and a gap is read
 * from the history before anything goes on.
 *
 *   connecting ─→ live ─→ ended
 *                 ↓  ↑
 *             reconnecting        (stream over, server gone, gap)
 *
 * Answers the function that stops it.
 */
export function followRun(source: RunSource, tell: (following: Following) => void): () => void {
  let log: EventLog = EMPTY_LOG;
  let connection: Connection = "connecting";
  let error: ApiError | undefined;
  let failures = 0;
  let stopped = false;
  let endStream: () => void = () => undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let tellTimer: ReturnType<typeof setTimeout> | undefined;

  const tellNow = () => {
    clearTimeout(tellTimer);
    tellTimer = undefined;
    tell({ events: log.events, connection, error });
  };
  const tellSoon = () => {
    tellTimer ??= setTimeout(tellNow, TELL_EVERY_MS);
  };
  const become = (next: Connection) => {
    if (connection === next) return;
    connection = next;
    tellNow();
  };
  const stop = () => {
    stopped = true;
    clearTimeout(retryTimer);
    clearTimeout(tellTimer);
    endStream();
  };
  const finish = () => {
    stop();
    tellNow();
  };

  /** Answers false when the events after the log are missing. */
  const take = (batch: readonly HistoryEvent[]): boolean => {
    const received = receive(log, batch);
    if (received.kind !== "known") log = received.log;
    const last = log.events.at(-1);
    if (last !== undefined && isEnding(last)) {
      connection = "ended";
      finish();
      return true;
    }
    if (received.kind === "grown") tellSoon();
    return received.kind !== "gap";
  };

  const fail = (cause: ApiError | undefined) => {
    if (stopped) return;
    endStream();
    if (cause !== undefined && !mayPass(cause)) {
      error = cause;
      finish();
      return;
    }
    become("reconnecting");
    retryTimer = setTimeout(open, Math.min(RETRY_MS_FIRST * 2 ** failures, RETRY_MS_MAX));
    failures += 1;
  };

  const catchUp = async () => {
    endStream();
    become("reconnecting");
    for (;;) {
      const page = await source.history(lastSeqOf(log));
      if (stopped) return;
      if (page.length === 0) break;
      if (!take(page)) throw new Error("The server's history has a gap.");
      if (stopped) return;
    }
    open();
  };

  const open = () => {
    if (stopped) return;
    let over = false;
    const once = (act: () => void) => {
      if (over || stopped) return;
      act();
    };
    const end = source.watch(lastSeqOf(log), {
      onLive: () =>
        once(() => {
          failures = 0;
          become("live");
        }),
      onInterrupted: () => once(() => become(connection === "connecting" ? "connecting" : "reconnecting")),
      onEvents: (events) =>
        once(() => {
          failures = 0;
          if (take(events)) return;
          over = true;
          catchUp().catch((cause: ApiError) => fail(cause));
        }),
      onOver: (cause) =>
        once(() => {
          over = true;
          fail(cause);
        }),
    });
    if (over || stopped) end();
    else endStream = end;
  };

  open();
  return stop;
}

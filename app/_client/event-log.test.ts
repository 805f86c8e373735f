import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HistoryEvent } from "@/app/_server/api-types";
import { EMPTY_LOG, type EventLog, lastSeqOf, receive } from "./event-log";

const event = (seq: number): HistoryEvent => ({ seq, atMs: seq, type: "TurnStarted", turn: seq, deliveredThrough: 0 });
const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => event(from + index));
const logOf = (length: number): EventLog => ({ events: range(1, length) });
const seqs = (log: EventLog) => log.events.map(({ seq }) => seq);

describe("receive", () => {
  test("takes what follows", () => {
    expect(receive(EMPTY_LOG, range(1, 3))).toEqual({ kind: "grown", log: logOf(3) });
  });

  test("drops what it has", () => {
    expect(receive(logOf(4), range(2, 6))).toEqual({ kind: "grown", log: logOf(6) });
    expect(receive(logOf(4), range(1, 4))).toEqual({ kind: "known" });
    expect(receive(logOf(4), [])).toEqual({ kind: "known" });
  });

  test("keeps what comes before a gap and says where the gap begins", () => {
    expect(receive(logOf(2), [event(3), event(5)])).toEqual({ kind: "gap", log: logOf(3), afterSeq: 3 });
    expect(receive(EMPTY_LOG, [event(2)])).toEqual({ kind: "gap", log: EMPTY_LOG, afterSeq: 0 });
  });

  test("is always a whole beginning of the history, whatever comes", () => {
    const batches = fc.array(
      fc
        .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 10 }))
        .map(([from, n]) => range(from, from + n)),
    );
    fc.assert(
      fc.property(batches, (received) => {
        let log = EMPTY_LOG;
        for (const batch of received) {
          const before = lastSeqOf(log);
          const result = receive(log, batch);
          if (result.kind !== "known") log = result.log;
          expect(lastSeqOf(log)).toBeGreaterThanOrEqual(before);
          expect(seqs(log)).toEqual(log.events.map((_, index) => index + 1));
        }
      }),
    );
  });
});

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { HistoryEvent } from "@/app/_server/api-types";
import type { ApiError } from "./error";
import { type Following, followRun, NOTHING_YET, type RunSource, type StreamListener } from "./follow-run";

const LENGTH = 20;
const turn = (seq: number): HistoryEvent => ({ seq, atMs: seq, type: "TurnStarted", turn: seq, deliveredThrough: 0 });
const ending: HistoryEvent = { seq: LENGTH, atMs: LENGTH, type: "ExecutionTerminated", reason: "test" };
const HISTORY: readonly HistoryEvent[] = [...Array.from({ length: LENGTH - 1 }, (_, index) => turn(index + 1)), ending];
const ALL = HISTORY.map(({ seq }) => seq);

const refusal = (code: string, httpStatus: number): ApiError =>
  ({ message: `refused: ${code}`, data: { code, httpStatus } }) as unknown as ApiError;

/** A server whose streams the test moves by hand. */
class HandSource implements RunSource {
  readonly streams: { readonly afterSeq: number; readonly listener: StreamListener; ended: boolean }[] = [];
  readonly asked: number[] = [];
  watch(afterSeq: number, listener: StreamListener) {
    const stream = { afterSeq, listener, ended: false };
    this.streams.push(stream);
    return () => {
      stream.ended = true;
    };
  }
  async history(afterSeq: number) {
    this.asked.push(afterSeq);
    return HISTORY.slice(afterSeq, afterSeq + 7);
  }
  get now() {
    const last = this.streams.at(-1);
    if (last === undefined) throw new Error("Nothing was asked for yet.");
    return last;
  }
}

function follow() {
  const source = new HandSource();
  let following: Following = NOTHING_YET;
  const stop = followRun(source, (next) => {
    following = next;
  });
  return { source, stop, told: () => ({ ...following, seqs: following.events.map(({ seq }) => seq) }) };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("followRun", () => {
  test("goes from connecting over live to ended, and lets the stream go", () => {
    const { source, told } = follow();
    expect(source.now.afterSeq).toBe(0);
    source.now.listener.onLive();
    expect(told().connection).toBe("live");
    source.now.listener.onEvents(HISTORY.slice(0, 5));
    vi.advanceTimersByTime(100);
    expect(told().seqs).toEqual([1, 2, 3, 4, 5]);
    source.now.listener.onEvents(HISTORY.slice(5));
    expect(told()).toMatchObject({ connection: "ended", seqs: ALL });
    expect(source.now.ended).toBe(true);
  });

  test("asks again from the last event, more and more slowly, while the server is away", () => {
    const { source, told } = follow();
    source.now.listener.onEvents(HISTORY.slice(0, 3));
    source.now.listener.onOver();
    expect(told().connection).toBe("reconnecting");
    vi.advanceTimersByTime(300);
    expect(source.streams.map(({ afterSeq }) => afterSeq)).toEqual([0, 3]);
    for (let attempt = 0; attempt < 30; attempt++) {
      source.now.listener.onOver({ message: "Failed to fetch", data: null } as unknown as ApiError);
      vi.advanceTimersByTime(4_000);
    }
    expect(source.streams.length).toBe(32);
    expect(told()).toMatchObject({ connection: "reconnecting", error: undefined });
    source.now.listener.onLive();
    source.now.listener.onEvents(HISTORY.slice(3));
    expect(told()).toMatchObject({ connection: "ended", seqs: ALL });
  });

  test("ends with the error when the request itself is refused", () => {
    const { source, told } = follow();
    source.now.listener.onOver(refusal("NOT_FOUND", 404));
    expect(told().error?.message).toBe("refused: NOT_FOUND");
    vi.advanceTimersByTime(60_000);
    expect(source.streams.length).toBe(1);
  });

  test("does not take a stopping server for a refusal", () => {
    const { source, told } = follow();
    source.now.listener.onOver(refusal("SERVICE_UNAVAILABLE", 503));
    vi.advanceTimersByTime(1_000);
    expect(told().error).toBeUndefined();
    expect(source.streams.length).toBe(2);
  });

  test("reads a gap from the history, page by page, and then goes on live", async () => {
    const { source, told } = follow();
    source.now.listener.onEvents(HISTORY.slice(0, 2));
    source.now.listener.onEvents(HISTORY.slice(9, 11));
    expect(source.streams[0]?.ended).toBe(true);
    await vi.advanceTimersByTimeAsync(100);
    expect(source.asked).toEqual([2, 9, 16]);
    expect(told()).toMatchObject({ connection: "ended", seqs: ALL });
  });

  test("says nothing after it was stopped", () => {
    const { source, stop, told } = follow();
    const { listener } = source.now;
    stop();
    expect(source.now.ended).toBe(true);
    listener.onEvents(HISTORY);
    listener.onOver();
    vi.advanceTimersByTime(60_000);
    expect(told().seqs).toEqual([]);
    expect(source.streams.length).toBe(1);
  });

  test("tells every event once and in order, whatever the network does", async () => {
    const mishap = fc.record({
      kind: fc.constantFrom("next", "repeat", "skip", "cut", "interrupt" as const),
      size: fc.integer({ min: 1, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(mishap, { maxLength: 40 }), async (mishaps) => {
        const { source, told } = follow();
        for (const { kind, size } of mishaps) {
          const { listener, afterSeq } = source.now;
          const have = Math.max(afterSeq, told().events.length);
          if (kind === "next") listener.onEvents(HISTORY.slice(have, have + size));
          if (kind === "repeat") listener.onEvents(HISTORY.slice(Math.max(0, have - size), have + 1));
          if (kind === "skip") listener.onEvents(HISTORY.slice(have + size, have + size + 2));
          if (kind === "interrupt") listener.onInterrupted();
          if (kind === "cut") listener.onOver();
          await vi.advanceTimersByTimeAsync(4_100);
          expect(told().seqs).toEqual(ALL.slice(0, told().seqs.length));
        }
        source.now.listener.onEvents(HISTORY.slice(source.now.afterSeq));
        await vi.advanceTimersByTimeAsync(100);
        expect(told()).toMatchObject({ connection: "ended", seqs: ALL });
      }),
      { numRuns: 60 },
    );
  });
});

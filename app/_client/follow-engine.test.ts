import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EngineReading } from "@/app/_server/api-types";
import { type EngineListener, type EngineSource, followEngine, type Heard } from "./follow-engine";

const READING: EngineReading = { state: "stopped", code: "DISK_FULL", reason: "The disk is full." };

/** A server whose streams the test holds in its hand. */
function heldSource() {
  const streams: EngineListener[] = [];
  let ended = 0;
  const source: EngineSource = {
    watch(listener) {
      streams.push(listener);
      return () => {
        ended += 1;
      };
    },
  };
  const heard: string[] = [];
  const stop = followEngine(source, (what: Heard) => heard.push(what.kind));
  const last = () => streams.at(-1) as EngineListener;
  return { streams, heard, stop, last, ended: () => ended };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("tells every reading, and that the stream broke", () => {
  const { heard, last } = heldSource();
  last().onReading(READING);
  last().onInterrupted();
  last().onReading(READING);
  expect(heard).toEqual(["reading", "silence", "reading"]);
});

test("a stream that is over is opened again, less and less often while nothing comes", () => {
  const { streams, last, ended } = heldSource();
  const opened: number[] = [];
  const startMs = Date.now();
  for (let round = 0; round < 6; round++) {
    last().onOver();
    const before = streams.length;
    while (streams.length === before) vi.advanceTimersByTime(100);
    opened.push(Date.now() - startMs);
  }
  expect(opened).toEqual([500, 1_500, 3_500, 7_500, 11_500, 15_500]);
  expect(ended()).toBe(6);
  last().onReading(READING);
  last().onOver();
  vi.advanceTimersByTime(500);
  expect(streams).toHaveLength(8);
});

test("what an old stream still says is not heard", () => {
  const { streams, heard, last } = heldSource();
  last().onOver();
  streams[0]?.onReading(READING);
  streams[0]?.onOver();
  expect(heard).toEqual(["silence"]);
});

test("stopped, it asks no more and says no more", () => {
  const { streams, heard, stop, last, ended } = heldSource();
  last().onOver();
  stop();
  vi.advanceTimersByTime(60_000);
  last().onReading(READING);
  expect(streams).toHaveLength(1);
  expect(heard).toEqual(["silence"]);
  expect(ended()).toBe(2);
});

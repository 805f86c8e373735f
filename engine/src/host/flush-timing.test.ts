import { expect, test } from "vitest";
import { FlushTiming } from "./flush-timing.js";

function timing() {
  let nowMs = 0;
  let timer: { readonly atMs: number; readonly call: () => void } | undefined;
  const state = { gathered: 0, isAwaited: false, flushes: 0 };
  const flush = new FlushTiming({
    clock: {
      nowMs: () => nowMs,
      callAt: (atMs, call) => {
        const armed = { atMs, call };
        timer = armed;
        return () => {
          if (timer === armed) timer = undefined;
        };
      },
    },
    hasGathered: () => state.gathered > 0,
    isAwaited: () => state.isAwaited,
    flush: () => {
      state.flushes += 1;
      state.gathered = 0;
    },
  });
  const pass = (ms: number) => {
    nowMs += ms;
    const due = timer;
    if (due === undefined || due.atMs > nowMs) return;
    timer = undefined;
    due.call();
  };
  return { state, flush, pass, isArmed: () => timer !== undefined };
}

test("what somebody waits for is flushed at the end of the turn", () => {
  const { state, flush, isArmed } = timing();
  state.gathered = 1;
  state.isAwaited = true;
  flush.turnEnded();
  expect(state.flushes).toBe(1);
  expect(isArmed()).toBe(false);
});

test("what nobody waits for is flushed soon, together with what comes meanwhile", () => {
  const { state, flush, pass } = timing();
  for (let turn = 0; turn < 3; turn++) {
    state.gathered += 1;
    flush.turnEnded();
  }
  expect(state.flushes).toBe(0);
  pass(10);
  expect(state.flushes).toBe(1);
  pass(10);
  expect(state.flushes).toBe(1);
});

test("a flush that somebody waited for takes along what was to be flushed later", () => {
  const { state, flush, pass, isArmed } = timing();
  state.gathered = 1;
  flush.turnEnded();
  expect(isArmed()).toBe(true);
  state.isAwaited = true;
  flush.turnEnded();
  expect(state.flushes).toBe(1);
  expect(isArmed()).toBe(false);
  pass(10);
  expect(state.flushes).toBe(1);
});

test("a turn that wrote nothing flushes nothing, and nothing is flushed after the end", () => {
  const { state, flush, pass, isArmed } = timing();
  state.isAwaited = true;
  flush.turnEnded();
  state.isAwaited = false;
  state.gathered = 1;
  flush.turnEnded();
  flush.close();
  pass(10);
  expect(state.flushes).toBe(0);
  expect(isArmed()).toBe(false);
});

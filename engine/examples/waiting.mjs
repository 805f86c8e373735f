// A run that waits: a timer that fires when nobody is looking any more.
import { orchestration } from "@dacapo/engine";

export const waiting = orchestration("waiting", function* (ctx, input) {
  yield* ctx.sleep(input.forMs);
  return "awake";
});

/** Waits for somebody to say when, however long that takes, and gives what it was told and how much it was given. */
export const waitingForEvent = orchestration("waitingForEvent", function* (ctx, { text }) {
  const given = yield* ctx.waitForEvent("go");
  return [text.length, given];
});

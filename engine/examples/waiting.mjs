// A run that waits: a timer that fires when nobody is looking any more.
import { orchestration } from "@dacapo/engine";

export const waiting = orchestration("waiting", function* (ctx, input) {
  yield* ctx.sleep(input.forMs);
  return "awake";
});

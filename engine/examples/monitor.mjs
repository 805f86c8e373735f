// A monitor that never ends: it looks, waits, looks again. Its history would grow for ever, so after some looks it
// continues as new with what it has to remember. When what it sees changes it says so, once.
import fs from "node:fs/promises";
import { defineActivity, defineEntity, orchestration } from "@dacapo/engine";
import * as z from "zod";

export const probe = defineActivity({
  name: "probe",
  title: "Probe",
  description: "Says whether a file is there: the service whose health it stands for is up.",
  icon: "heartbeat",
  effects: "idempotent",
  input: z.object({ file: z.string() }),
  output: z.enum(["up", "down"]),
  run: async ({ file }) =>
    fs.access(file).then(
      () => "up",
      () => "down",
    ),
});

/** The changes of each service, in order. */
export const alarms = defineEntity({
  name: "alarms",
  initialState: () => [],
  operations: {
    changed(ctx, to) {
      ctx.state.push(to);
    },
  },
});

/** `stop`, an event, ends it. Its waits are waits for that event. */
export const monitor = orchestration("monitor", function* (ctx, input) {
  const { service, file, everyMs, looksPerExecution } = input;
  let { looks = 0, last = "up" } = input;
  for (let look = 0; look < looksPerExecution; look++) {
    const seen = yield* ctx.call("probe", { file });
    looks += 1;
    if (seen !== last) ctx.signalEntity(ctx.entity("alarms", service), "changed", seen);
    last = seen;
    ctx.setCustomStatus({ last, looks });
    try {
      yield* ctx.waitForEvent("stop", { timeoutMs: everyMs });
      return { looks, last };
    } catch (error) {
      if (error.code !== "Timeout") throw error;
    }
  }
  ctx.continueAsNew({ ...input, looks, last });
});

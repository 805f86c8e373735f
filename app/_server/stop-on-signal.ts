import type { Server } from "./boot";
import { log } from "./log";

/** A stop that takes longer than this is cut off: what was acknowledged is durable anyway. */
const STOP_MS_MAX = 4_800;

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/**
 * Makes the first signal a clean stop and the second an immediate one.
 *
 *   signal → refuse requests, end streams → close engine → close database → exit 0
 *
 * `next dev` has listeners of its own that exit before the engine is closed, so ours take their
 * place. Open connections do not hold the process: it exits when its data is safe.
 */
export function stopOnSignal(server: Pick<Server, "close">): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) {
      log().warn({ signal }, "Dacapo stops at once.");
      process.exit(1);
    }
    stopping = true;
    log().info({ signal }, "Dacapo is stopping.");
    setTimeout(() => {
      log().error(`Dacapo could not stop cleanly within ${STOP_MS_MAX} ms and exits. No acknowledged event is lost.`);
      process.exit(1);
    }, STOP_MS_MAX).unref();
    server.close().then(
      () => {
        log().info("Dacapo has stopped.");
        process.exit(0);
      },
      (error: unknown) => {
        log().error({ err: error }, "Dacapo could not stop cleanly. No acknowledged event is lost.");
        process.exit(1);
      },
    );
  };
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal);
    process.on(signal, onSignal);
  }
}

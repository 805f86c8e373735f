import { DiskFailed } from "../model/index.js";
import { diskFailure } from "../storage/file/data-directory.js";
import type { HubHealth } from "./hub.js";

/** The health of a thread that an error has ended: the disk's failure, under its own code, or a bug of ours. */
export function stoppedBy(error: unknown): HubHealth & { readonly state: "stopped" } {
  const failure = error instanceof DiskFailed ? error : diskFailure(error);
  if (failure === undefined) {
    const reason = error instanceof Error ? error.message : String(error);
    return { state: "stopped", code: "ENGINE_BUG", reason };
  }
  const { stopCode } = failure.details as { readonly stopCode: string };
  return { state: "stopped", code: stopCode, reason: failure.message };
}

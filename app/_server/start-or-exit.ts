import { boot } from "./boot";
import { log } from "./log";
import { stopOnSignal } from "./stop-on-signal";

/**
 * Errors whose message is written for the person who started the server: they stand alone. Any
 * other is a fault of Dacapo, and its stack goes to the log.
 */
const EXPECTED = new Set([
  "InvalidEnvironment",
  "DataDirUnusable",
  "DataDirLocked",
  "DataDirNotWritable",
  "DataDirNewer",
  "DataDirDamaged",
  "DiskFailed",
  "BadMigration",
  "DatabaseUnavailable",
]);

/** Boots the server, or says in one sentence why it cannot start, and exits with code 1. */
export async function startOrExit(): Promise<void> {
  try {
    stopOnSignal(await boot());
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    if (!(error instanceof Error && EXPECTED.has(error.name))) log().error({ err: error }, "The start failed.");
    process.stderr.write(`Dacapo did not start. ${sentence}\n`);
    process.exit(1);
  }
}

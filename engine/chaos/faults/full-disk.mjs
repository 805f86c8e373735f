import { startLoad } from "../outside/load.mjs";
import { describeOpening } from "../outside/opening.mjs";
import { late } from "../patience.mjs";
import { smallDisk } from "./small-disk.mjs";

/** @import { Causes } from "../causes.mjs" */
/** @import { HubProcess } from "../outside/hub-process.mjs" */
/** @import { LoadOptions } from "../outside/load.mjs" */

/**
 * @typedef {object} FullDiskOptions
 * @property {string} dir the data directory, which nobody has open
 * @property {string} workspace a directory beside it, on the same file system
 * @property {(dir: string, wrapper: readonly string[]) => HubProcess} open opens the directory where it is now
 * @property {number} storm
 * @property {LoadOptions} load
 * @property {Causes} causes
 * @property {(line: string) => void} tell
 */

const FULL_DISK_MS = 60_000;
/** Enough to make a file, not enough to work. */
const FREED_BYTES = 64 * 1024;

/**
 * The disk becomes full under load. The hub has to say so and stop. As long as there is hardly any
 * space it opens, or says why it does not. That it goes on when there is space again shows when the
 * directory, back in its place, is opened next.
 *
 * @param {FullDiskOptions} options
 */
export async function fillDisk(options) {
  const { dir, workspace, open, causes } = options;
  const disk = smallDisk(dir, workspace);
  causes.fullDiskBy = disk.kind;
  try {
    const hub = open(disk.dir, disk.wrapper);
    if (await opensOrSaysWhy(hub, options)) await workUntilFull(hub, disk.fill, options);
    await kill(hub, causes);
    disk.free(FREED_BYTES);
    const again = open(disk.dir, disk.wrapper);
    await opensOrSaysWhy(again, options);
    await kill(again, causes);
  } finally {
    disk.leave();
  }
}

/**
 * @param {HubProcess} hub
 * @param {() => void} fill
 * @param {FullDiskOptions} options
 */
async function workUntilFull(hub, fill, { storm, load, causes, tell }) {
  const running = startLoad(hub, storm, load);
  fill();
  const tooLate = { code: "RUNNING", reason: `It ran on for ${FULL_DISK_MS} ms.` };
  const { code, reason } = await Promise.race([hub.stopped, late(FULL_DISK_MS, tooLate)]);
  tell(`  on ${causes.fullDiskBy}: ${code}`);
  load.checks.check("a full disk is told", code === "DISK_FULL", () => `${code}: ${reason}`);
  causes.fullDisks += 1;
  await running.stop();
}

/**
 * True when it has opened.
 *
 * @param {HubProcess} hub
 * @param {FullDiskOptions} options
 */
async function opensOrSaysWhy(hub, { load, causes, tell }) {
  const opening = await hub.opened;
  const isRefused = opening.kind === "openFailed" && opening.code === "DiskFailed";
  const isRight = opening.kind === "ready" || isRefused;
  load.checks.check("on a full disk a hub opens, or says that it is full", isRight, () => describeOpening(opening));
  if (isRefused) causes.refusedByFullDisk += 1;
  tell(`  opened on a small disk: ${describeOpening(opening)}`);
  return opening.kind === "ready";
}

/**
 * @param {HubProcess} hub
 * @param {Causes} causes
 */
async function kill(hub, causes) {
  await hub.end("SIGKILL");
  causes.kills.stoppedByFullDisk += 1;
}

import { Chance } from "../../src/sim/chance.js";
import { Disk, type Interruption } from "../../src/sim/disk.js";
import { emptyTally, type Tally } from "../../src/sim/tally.js";
import { World } from "../../src/sim/world.js";
import type { Files } from "../../src/storage/file/files.js";
import { FileSnapshots } from "../../src/storage/file/snapshot/file-snapshots.js";
import type { StoreLimits } from "../../src/storage/file/snapshot/snapshot-writing.js";
import { PARTITIONS } from "../../src/storage/snapshot-conformance.js";

/** So small that a few dozen entries are sealed, merged and removed many times. */
export const SMALL_LIMITS = { records: 5, bytes: 600, copyBytes: 400 };
export const LOG_DIRECTORY = "/hub/logs/1-0";
export const PARTITIONS_DIRECTORY = "/hub/partitions";

/** The disk operation at which the machine stops, counted from when it began to count, and where in it. */
export interface CrashPoint {
  readonly operation: number;
  readonly where: Interruption;
}

/** A machine with a simulated disk, which may stop at any operation on it. */
export class StoreMachine {
  readonly world = new World();
  readonly tally: Tally = emptyTally();
  readonly disk: Disk;
  private alive = { is: true };
  /** Disk operations that changed something since the machine was started. */
  operations = 0;

  constructor(seed: string) {
    this.disk = new Disk(this.world, new Chance(seed), this.tally, () => undefined);
    this.disk.temper = { flushMs: 1, flushFails: 0 };
    const files = this.start(undefined);
    files.makeDirectory(LOG_DIRECTORY);
    for (const directory of [LOG_DIRECTORY, "/hub/logs", "/hub", "/"]) files.syncDirectory(directory);
  }

  get isAlive(): boolean {
    return this.alive.is;
  }

  /** Starts the machine: its disk, until it stops at the crash point. */
  start(crash: CrashPoint | undefined): Files {
    this.alive.is = false;
    const life = { is: true };
    this.alive = life;
    this.operations = 0;
    return this.disk.mount({
      isAlive: () => life.is,
      interruption: () => {
        this.operations += 1;
        return crash !== undefined && this.operations === crash.operation ? crash.where : undefined;
      },
      stop: () => {
        life.is = false;
      },
    });
  }

  store(files: Files, limits: StoreLimits = SMALL_LIMITS): FileSnapshots {
    const place = { logDirectory: LOG_DIRECTORY, partitionsDirectory: PARTITIONS_DIRECTORY, partitions: PARTITIONS };
    return new FileSnapshots({ ...place, files }, limits);
  }

  /** Lets simulated time go by until the promise has settled. */
  async settle<Result>(promise: Promise<Result>): Promise<Result> {
    let over = false;
    const settled = (): void => {
      over = true;
    };
    promise.then(settled, settled);
    await this.world.run(() => over, { eventsMax: 100_000, elapsedMsMax: 1e9 });
    return promise;
  }

  /** What becomes of a promise while simulated time goes by. `stopped`: the machine, before anything came of it. */
  async outcome(promise: Promise<void>): Promise<"done" | "stopped" | { readonly error: unknown }> {
    let result: "done" | { readonly error: unknown } | undefined;
    promise.then(
      () => {
        result = "done";
      },
      (error) => {
        result = { error };
      },
    );
    await this.world.run(() => result !== undefined || !this.isAlive, { eventsMax: 100_000, elapsedMsMax: 1e9 });
    return this.isAlive && result !== undefined ? result : "stopped";
  }
}

import type { SnapshotSettings } from "../host/snapshotter.js";
import type { SpeculationMode } from "../model/index.js";
import { FLUSH_PATHS, type FlushPath } from "../storage/file/flush-path.js";
import type { StoreLimits } from "../storage/file/snapshot/snapshot-writing.js";
import type { Chance } from "./chance.js";
import type { DiskTemper } from "./disk.js";
import type { NetworkTemper } from "./network.js";
import type { ExecutorTemper } from "./outside-executor.js";

/** What a seed makes of the world: which faults there are, how many, and how the engine is set up. */
export interface Weather {
  readonly partitionCount: number;
  readonly threads: number;
  /** How often a hub is opened with another number of threads than the one before. */
  readonly spreadsAnew: number;
  readonly mode: SpeculationMode;
  /** Activities that may run before their cause is durable. */
  readonly idempotent: readonly string[];
  readonly segmentBytes: number;
  readonly flushPath: FlushPath;
  readonly snapshots: SnapshotSettings;
  readonly store: StoreLimits;
  readonly liveSessionsMax: number;
  /** A thread that has so much to do takes no new work. */
  readonly queueDepthMax: number;
  /** The log tells so much later, not in the same call, that a batch is durable. Absent: in the same call. */
  readonly logDelayMs?: number;
  readonly lookMs: number;
  readonly jobs: number;
  /** From then on nothing goes wrong any more, and everything must come to its end. */
  readonly faultsForMs: number;
  /** Of the logs, in turn, and of everything else. */
  readonly disks: readonly [DiskTemper, ...DiskTemper[]];
  readonly diskFills: boolean;
  readonly clockJumps: boolean;
  readonly executor: ExecutorTemper;
  readonly network: NetworkTemper;
  /** Mean time between crashes of the machine, and of one thread. */
  readonly crashMs: number;
  readonly threadDeathMs: number;
  /** How often a thread dies soon after it has told another one of what is not durable yet. */
  readonly diesSpeaking: number;
  /** How often an incarnation has a disk operation at which it stops. */
  readonly crashInDisk: number;
  readonly powerLossShare: number;
}

/** Not every fault in every seed: what many faults hide, few may show. */
export function drawWeather(chance: Chance): Weather {
  const sometimes = (value: number): number => (chance.happens(0.5) ? value : 0);
  const mode = chance.pick<SpeculationMode>(["conservative", "local", "global", "global"]);
  const isGlobal = mode === "global";
  const threads = isGlobal ? chance.pick([2, 2, 3]) : chance.pick([1, 2, 2, 3]);
  return {
    partitionCount: chance.between(isGlobal ? threads : 1, 6),
    threads,
    spreadsAnew: sometimes(0.25),
    mode,
    idempotent: mode !== "conservative" && chance.happens(0.5) ? ["greet"] : [],
    segmentBytes: chance.pick([700, 4_000, 40_000]),
    flushPath: isGlobal && chance.happens(0.5) ? "writeLaterAndSync" : pickFlushPath(chance),
    snapshots: {
      logBytesMax: chance.pick([2_000, 10_000, 100_000]),
      recordsMax: chance.pick([10, 60, 1_000]),
      idleMs: chance.pick([500, 5_000, 60_000]),
      residentMax: chance.pick([0, 1, 3, 1_000]),
      // Not drawn: the lengths above make snapshots often enough, and a draw more would change every seed.
      largeTextCharactersMax: 64 * 1024 * 1024,
    },
    store: chance.pick([
      { records: 4, bytes: 4_000, copyBytes: 10_000 },
      { records: 30, bytes: 30_000, copyBytes: 100_000 },
      { records: 8_192, bytes: 8_000_000, copyBytes: 4_000_000 },
    ]),
    liveSessionsMax: chance.pick([1, 3, 10_000]),
    queueDepthMax: chance.pick([2, 20_000, 20_000]),
    ...(chance.happens(0.5) && { logDelayMs: chance.pick([4, 30, 60]) }),
    lookMs: chance.pick([0, 0.001, 0.5]),
    jobs: chance.between(5, 14),
    faultsForMs: chance.between(15_000, 60_000),
    disks: [drawDisk(chance), drawDisk(chance), drawDisk(chance)],
    diskFills: chance.happens(0.3),
    clockJumps: chance.happens(0.4),
    executor: {
      fails: sometimes(0.3),
      hangs: sometimes(0.2),
      reportsLate: sometimes(0.05),
      reportsTwice: sometimes(0.1),
      isElsewhere: sometimes(0.5),
    },
    network: {
      delayMs: chance.pick([0.1, 2, 30]),
      loses: sometimes(0.1),
      repeats: sometimes(0.2),
      closes: sometimes(0.02),
    },
    crashMs: chance.pick([2_000, 6_000, 20_000]),
    threadDeathMs: chance.pick([1_500, 6_000, 60_000]),
    diesSpeaking: isGlobal ? chance.pick([0, 0.06, 0.25]) : 0,
    crashInDisk: chance.pick([0.3, 0.8]),
    powerLossShare: chance.pick([0.3, 0.7, 1]),
  };
}

const pickFlushPath = (chance: Chance): FlushPath => chance.pick(FLUSH_PATHS as [FlushPath, ...FlushPath[]]);

function drawDisk(chance: Chance): DiskTemper {
  return {
    flushMs: chance.pick([0.2, 1, 12]),
    flushFails: chance.happens(0.4) ? 0.003 : 0,
    readFails: chance.happens(0.3) ? 0.003 : 0,
  };
}

import type { Chance } from "./chance.js";
import type { DiskTemper } from "./disk.js";
import type { ExecutorTemper } from "./outside-executor.js";

/** What a seed makes of the world: which faults there are, how many, and how the engine is set up. */
export interface Weather {
  readonly partitionCount: number;
  readonly segmentBytes: number;
  readonly liveSessionsMax: number;
  /** The log tells later, not in the same call, that a batch is durable. */
  readonly asyncLog: boolean;
  readonly lookMs: number;
  readonly jobs: number;
  /** From then on nothing goes wrong any more, and everything must come to its end. */
  readonly faultsForMs: number;
  readonly disk: DiskTemper;
  readonly diskFills: boolean;
  readonly clockJumps: boolean;
  readonly executor: ExecutorTemper;
  /** Mean time between crashes. */
  readonly crashMs: number;
  /** How often an incarnation has a disk operation at which it stops. */
  readonly crashInDisk: number;
  readonly powerLossShare: number;
}

/** Not every fault in every seed: what many faults hide, few may show. */
export function drawWeather(chance: Chance): Weather {
  const sometimes = (value: number): number => (chance.happens(0.5) ? value : 0);
  return {
    partitionCount: chance.between(1, 4),
    segmentBytes: chance.pick([700, 4_000, 40_000]),
    liveSessionsMax: chance.pick([1, 3, 10_000]),
    asyncLog: chance.happens(0.4),
    lookMs: chance.pick([0, 0.001, 0.5]),
    jobs: chance.between(4, 14),
    faultsForMs: chance.between(15_000, 60_000),
    disk: { flushMs: chance.pick([0.2, 1, 12]), flushFails: sometimes(0.004) },
    diskFills: chance.happens(0.3),
    clockJumps: chance.happens(0.4),
    executor: {
      fails: sometimes(0.3),
      hangs: sometimes(0.2),
      reportsLate: sometimes(0.05),
      reportsTwice: sometimes(0.1),
      isElsewhere: sometimes(0.5),
    },
    crashMs: chance.pick([2_000, 6_000, 20_000]),
    crashInDisk: chance.pick([0.3, 0.8]),
    powerLossShare: chance.pick([0.3, 0.7, 1]),
  };
}

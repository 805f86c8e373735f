import { createHash } from "node:crypto";
import { Chance } from "./chance.js";
import { auditCut } from "./cut-audit.js";
import { CounterJob, ListJob, SnapshotJob } from "./errand-jobs.js";
import { finalAudit } from "./final-audit.js";
import { ForkJob } from "./fork-job.js";
import { LaterJob } from "./later-job.js";
import { LaunchJob } from "./launch-job.js";
import { Ledger } from "./ledger.js";
import { Machine } from "./machine.js";
import type { Place } from "./outsider.js";
import { PurgeJob } from "./purge-job.js";
import { RestartJob } from "./restart-job.js";
import { RewindJob } from "./rewind-job.js";
import { RunJob } from "./run-job.js";
import type { Sabotage } from "./sabotage.js";
import { NewsJob, PingPongJob } from "./talk-job.js";
import { emptyTally, type Tally } from "./tally.js";
import { drawWeather, type Weather } from "./weather.js";
import { Witness } from "./witness.js";
import { World } from "./world.js";

export interface Simulated {
  readonly seed: number;
  /** The first thing that was not as it must be; `undefined` when all was well. */
  readonly violation: string | undefined;
  readonly tally: Tally;
  /** Over everything that happened: equal digests, equal simulations. */
  readonly digest: string;
  readonly elapsedMs: number;
  readonly events: number;
}

export interface SimulationOptions {
  readonly sabotage?: Sabotage;
  /** What is to be so whatever the seed makes of it, for what a seed seldom shows. */
  readonly weather?: Partial<Weather>;
  /** Takes what happens, line by line. */
  readonly trace?: (line: string) => void;
}

/**
 * Far beyond what any seed needs: a simulation that gets here makes no progress. A run that sleeps for the hour by which a
 * clock was set back costs some 30 000, for what is idle looks every now and then whether there is something to do.
 */
const EVENTS_MAX = 1_000_000;
const ELAPSED_MS_MAX = 7 * 24 * 3_600_000;
/** Who sets a clock back waits for all of it: more would only take longer. */
const LONG_MS = 600_000;

/** Plays the world of one seed to its end. The same seed is the same world, event by event. */
export async function simulate(seed: number, options: SimulationOptions = {}): Promise<Simulated> {
  const chance = new Chance(`seed ${seed}`);
  const weather: Weather = { ...drawWeather(chance.for("weather")), ...options.weather };
  const world = new World();
  const tally = emptyTally();
  const witness = new Witness(tally);
  const ledger = new Ledger();
  const digest = createHash("sha256");
  const trace = (line: () => string): void => {
    const text = `${world.elapsedMs.toFixed(3)} ${line()}`;
    digest.update(text);
    options.trace?.(text);
  };
  options.trace?.(`weather ${JSON.stringify(weather)}`);
  const auditNow = (): void => {
    tally.cutsAudited += 1;
    auditCut(machine.disk, witness, ledger);
  };
  const machine = new Machine({
    world,
    chance: chance.for("machine"),
    weather,
    tally,
    witness,
    sabotage: options.sabotage,
    trace,
    auditCut: auditNow,
  });
  const place: Place = { world, machine, witness, ledger, tally, withinMs: weather.faultsForMs };
  const jobs: Job[] = Array.from({ length: weather.jobs }, (_, number) =>
    drawJob(number, chance.for(`job ${number}`), place),
  );

  jobs.push(...drawErrands(chance.for("whole lives"), place));

  machine.boot();
  const faults = chance.for("faults");
  if (weather.clockJumps) repeatedly(6_000, () => machine.jumpClock(faults.pick([-LONG_MS, -1_500, 1_500, LONG_MS])));
  if (weather.diskFills) {
    repeatedly(10_000, () => {
      machine.disk.isFull = true;
      world.after(faults.spread(2_000), () => {
        machine.disk.isFull = false;
      });
    });
  }
  repeatedly(25_000, () => machine.close());
  repeatedly(8_000, auditNow);
  world.after(weather.faultsForMs, () => machine.becomeCalm());

  let played = false;
  const limits = { eventsMax: EVENTS_MAX, elapsedMsMax: ELAPSED_MS_MAX };
  const whole = play(jobs, place, weather.snapshots.residentMax).then(
    () => {
      played = true;
    },
    (error: unknown) => witness.violated(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );
  const rest = await world.run(() => played || witness.violation !== undefined, limits);
  if (rest !== "done") witness.violated(`no progress: ${rest}, and not every run has ended`);
  if (played) await whole;
  const { events, elapsedMs } = world;
  return { seed, violation: witness.violation, tally, digest: digest.digest("hex"), elapsedMs, events };

  /** At random times as long as faults last. */
  function repeatedly(meanMs: number, act: () => void): void {
    world.after(faults.spread(meanMs), () => {
      if (machine.calm) return;
      act();
      repeatedly(meanMs, act);
    });
  }
}

type Job =
  | RunJob
  | PingPongJob
  | NewsJob
  | CounterJob
  | ListJob
  | SnapshotJob
  | PurgeJob
  | RewindJob
  | ForkJob
  | RestartJob
  | LaterJob
  | LaunchJob;

/** Not in every seed, and from a chance of their own: a world without them is what it was before there were any. */
const ERRANDS_IN = 0.6;
const ERRANDS_MAX = 4;

function drawErrands(chance: Chance, place: Place): readonly Job[] {
  if (!chance.happens(ERRANDS_IN)) return [];
  return Array.from({ length: chance.between(1, ERRANDS_MAX) }, (_, number) =>
    drawErrand(number, chance.for(`errand ${number}`), place),
  );
}

function drawErrand(number: number, chance: Chance, place: Place): Job {
  switch (chance.between(0, 8)) {
    case 0:
    case 1:
      return new PurgeJob(number, chance, place);
    case 2:
    case 3:
      return new RewindJob(number, chance, place);
    case 4:
    case 5:
      return new ForkJob(number, chance, place);
    case 6:
      return new RestartJob(number, chance, place);
    case 7:
      return new LaterJob(number, chance, place);
    default:
      return new LaunchJob(number, chance, place);
  }
}

function drawJob(number: number, chance: Chance, place: Place): Job {
  switch (chance.between(0, 9)) {
    case 0:
      return new PingPongJob(number, chance, place);
    case 1:
      return new NewsJob(number, chance, place);
    case 2:
      return new CounterJob(number, chance, place);
    case 3:
      return new ListJob(chance, place);
    case 4:
      return new SnapshotJob(chance, place);
    default:
      return new RunJob(number, chance, place);
  }
}

/** Everybody plays their job; at the end the power fails once more, and what is left is held against what was said. */
async function play(jobs: readonly Job[], place: Place, residentMax: number): Promise<void> {
  const { machine } = place;
  await Promise.all(jobs.map((job) => job.play()));
  machine.becomeCalm();
  await machine.up();
  machine.crash("powerLoss");
  const client = await machine.up();
  const instances = jobs.flatMap((job) => job.instances);
  await finalAudit(client, instances, place, residentMax);
}

import { createHash } from "node:crypto";
import { Chance } from "./chance.js";
import { Job } from "./job.js";
import { Machine } from "./machine.js";
import type { Sabotage } from "./sabotage.js";
import { emptyTally, type Tally } from "./tally.js";
import { drawWeather } from "./weather.js";
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
  /** Takes what happens, line by line. */
  readonly trace?: (line: string) => void;
}

/** Far beyond what any seed needs: a simulation that gets here makes no progress. */
const EVENTS_MAX = 200_000;
const ELAPSED_MS_MAX = 7 * 24 * 3_600_000;
const HOUR_MS = 3_600_000;

/** Plays the world of one seed to its end. The same seed is the same world, event by event. */
export async function simulate(seed: number, options: SimulationOptions = {}): Promise<Simulated> {
  const chance = new Chance(`seed ${seed}`);
  const weather = drawWeather(chance.for("weather"));
  const world = new World();
  const tally = emptyTally();
  const witness = new Witness(tally);
  const digest = createHash("sha256");
  const trace = (line: () => string): void => {
    const text = `${world.elapsedMs.toFixed(3)} ${line()}`;
    digest.update(text);
    options.trace?.(text);
  };
  options.trace?.(`weather ${JSON.stringify(weather)}`);
  const machine = new Machine({
    world,
    chance: chance.for("machine"),
    weather,
    tally,
    witness,
    sabotage: options.sabotage,
    trace,
  });
  const place = { world, machine, witness, tally, withinMs: weather.faultsForMs };
  const jobs = Array.from({ length: weather.jobs }, (_, number) => new Job(number, chance.for(`job ${number}`), place));

  machine.boot();
  const faults = chance.for("faults");
  if (weather.clockJumps) repeatedly(6_000, () => machine.jumpClock(faults.pick([-HOUR_MS, -1_500, 1_500, HOUR_MS])));
  if (weather.diskFills) {
    repeatedly(10_000, () => {
      machine.disk.isFull = true;
      world.after(faults.spread(2_000), () => {
        machine.disk.isFull = false;
      });
    });
  }
  repeatedly(25_000, () => machine.close());
  world.after(weather.faultsForMs, () => machine.becomeCalm());

  let played = false;
  const limits = { eventsMax: EVENTS_MAX, elapsedMsMax: ELAPSED_MS_MAX };
  const whole = play(jobs, machine, witness).then(
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

/** Everybody plays their job; at the end the power fails once more, and what is left is held against what was said. */
async function play(jobs: readonly Job[], machine: Machine, witness: Witness): Promise<void> {
  await Promise.all(jobs.map((job) => job.play()));
  machine.becomeCalm();
  await machine.up();
  machine.crash("powerLoss");
  const client = await machine.up();
  for (const { instanceId } of jobs) {
    const record = await client.status(instanceId);
    const history = record === undefined ? [] : await wholeHistory(client, instanceId);
    witness.audit(instanceId, record, history);
  }
  const { items } = await client.list({ limit: 500 });
  const listed = items.map((item) => item.instanceId).sort();
  const right = [...witness.acknowledged].sort();
  if (listed.join() !== right.join()) witness.violated(`the list shows ${listed.join()} instead of ${right.join()}`);
}

async function wholeHistory(client: Awaited<ReturnType<Machine["up"]>>, id: Job["instanceId"]) {
  const events = [];
  for await (const page of client.subscribe(id)) events.push(...page);
  return events;
}

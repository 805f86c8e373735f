import type { EngineClient } from "../host/client.js";
import type { HubHealth } from "../host/hub.js";
import { DiskFailed, executionId, requestId } from "../model/index.js";
import { diskFailure } from "../storage/file/data-directory.js";
import type { Files } from "../storage/file/files.js";
import { payloadsDirectory } from "../storage/file/layout.js";
import { Causality } from "./causality.js";
import type { Chance } from "./chance.js";
import { DATA } from "./data-place.js";
import { Disk, type Interruption } from "./disk.js";
import { DurableFacts } from "./durable-facts.js";
import { HubProcess, isThreadDeath } from "./hub-process.js";
import { LogAccount } from "./log-account.js";
import { MachineClock } from "./machine-clock.js";
import type { NetworkTemper } from "./network.js";
import { OutsideExecutor } from "./outside-executor.js";
import type { Sabotage } from "./sabotage.js";
import type { Survival } from "./stored-file.js";
import type { Tally } from "./tally.js";
import type { Weather } from "./weather.js";
import type { Witness } from "./witness.js";
import type { Life, World } from "./world.js";

/** Mostly some of what was not flushed survives a power failure: that is what recovery must be able to read. */
const SURVIVALS: readonly [Survival, ...Survival[]] = ["all", "none", "byChance", "byChance", "byChance", "byChance"];

/** How a machine comes down. */
type Crash = "kill" | "powerLoss";

export interface MachineParts {
  readonly world: World;
  readonly chance: Chance;
  readonly weather: Weather;
  readonly tally: Tally;
  readonly witness: Witness;
  readonly sabotage: Sabotage | undefined;
  readonly trace: (line: () => string) => void;
  /** Reads all that is durable at this moment, and compares. */
  readonly auditCut: () => void;
}

/** The computer that the hub runs on: it crashes, starts again, and keeps its disk and its clock. */
export class Machine {
  readonly disk: Disk;
  private readonly facts: DurableFacts;
  private readonly causality: Causality;
  private readonly clock: MachineClock;
  private readonly executor: OutsideExecutor;
  private readonly memory = new Map<string, number>();
  private readonly waiting: ((client: EngineClient) => void)[] = [];
  private process: HubProcess | undefined;
  /** There is one when the process that is up has recovered. */
  private client: EngineClient | undefined;
  private executions = 0;
  private requests = 0;
  private threadCount: number;
  private crashAtOperation: { left: number; readonly where: Interruption } | undefined;
  calm = false;

  constructor(private readonly parts: MachineParts) {
    const { world, chance, tally, weather, witness } = parts;
    this.threadCount = weather.threads;
    this.disk = new Disk(world, chance.for("disk"), tally, (file, bytes) => this.facts.add(file, bytes));
    this.setTempers(false);
    this.causality = new Causality((directory) => new LogAccount(directory));
    this.facts = new DurableFacts((directory) => this.causality.accountOf(directory), {
      violated: (what) => witness.violated(what),
      hasLargeText: (sha256) =>
        this.disk.isStable(`${payloadsDirectory(DATA)}/${sha256.slice(0, 2)}/${sha256.slice(2)}`),
      received: (event, by) => {
        if (this.causality.isRepeated(event, by)) tally.duplicatesDropped += 1;
        const uncaused = this.causality.uncaused(event, by);
        if (uncaused !== undefined) witness.violated(uncaused);
      },
    });
    this.clock = new MachineClock(world, weather.lookMs);
    this.executor = new OutsideExecutor(
      world,
      chance.for("executor"),
      tally,
      () => (this.calm ? undefined : weather.executor),
      (report) => this.process?.report(report),
    );
  }

  /** The client of the process that is up, as soon as one is. */
  up(): Promise<EngineClient> {
    if (this.client !== undefined) return Promise.resolve(this.client);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Nothing goes wrong from now on. */
  becomeCalm(): void {
    this.calm = true;
    this.disk.isFull = false;
    this.setTempers(true);
    this.crashAtOperation = undefined;
  }

  /** What an activity has stumbled over until now is as it should be. */
  mend(id: string): void {
    this.parts.trace(() => `${id} is mended`);
    this.executor.mend(id);
  }

  jumpClock(byMs: number): void {
    this.parts.tally.clockJumps += 1;
    this.parts.trace(() => `the clock is set by ${byMs} ms`);
    this.clock.jump(byMs);
  }

  /** Starts a process of the hub, and plans when this one crashes. */
  boot(): void {
    const { world, chance, weather, trace } = this.parts;
    const draws = chance.for(`process at ${world.events}`);
    if (draws.happens(weather.spreadsAnew)) this.threadCount = draws.between(1, 3);
    this.planDiskCrash(draws);
    trace(() => `boot with ${this.threadCount} threads`);
    const process = new HubProcess({
      ...this.parts,
      chance: draws,
      facts: this.facts,
      causality: this.causality,
      clock: this.clock,
      executor: this.executor,
      memory: this.memory,
      threadCount: this.threadCount,
      networkTemper: () => this.networkTemper(),
      isCalm: () => this.calm,
      mount: (life, stop) => this.mount(life, stop),
      newExecutionId: () => executionId(`execution-${++this.executions}`),
      newRequestId: () => requestId(`unnamed-${++this.requests}`),
      crash: () => this.crash(draws.happens(weather.powerLossShare) ? "powerLoss" : "kill"),
      stopped: (health) => this.stopped(health, process),
    });
    this.process = process;
    this.planCrashes(process, draws);
    process.open().then(
      (client) => this.opened(client, process),
      (error: unknown) => this.bootFailed(error, process),
    );
  }

  /** The process ends without a word; with the power also what was not on stable storage. */
  crash(kind: Crash): void {
    const { process } = this;
    const { chance, tally, trace } = this.parts;
    if (process?.life.alive !== true) return;
    trace(() => `${kind}${this.client === undefined ? " during recovery" : ""}`);
    if (kind === "kill") tally.kills += 1;
    else tally.powerLosses += 1;
    if (this.client === undefined) tally.crashesInRecovery += 1;
    this.takeDown(process, { state: "stopped", code: "CRASHED", reason: `The machine stopped: ${kind}.` });
    if (kind === "powerLoss") this.disk.losePower(this.calm ? "none" : chance.pick(SURVIVALS));
    else this.disk.forget();
    this.parts.auditCut();
    this.bootLater(500);
  }

  /** Asks the hub to close, as an operator does. */
  close(): void {
    const { process } = this;
    if (process === undefined || this.client === undefined) return;
    process.close(() => {
      this.parts.tally.cleanStops += 1;
      this.takeDown(process, { state: "stopped", code: "CLOSED", reason: "It was closed." });
      this.bootLater(300);
    });
  }

  private planDiskCrash(draws: Chance): void {
    if (this.calm) return;
    this.crashAtOperation = draws.happens(this.parts.weather.crashInDisk)
      ? { left: draws.between(1, draws.pick([4, 40, 160])), where: draws.pick(["before", "within", "after"]) }
      : undefined;
  }

  private planCrashes(process: HubProcess, draws: Chance): void {
    if (this.calm) return;
    const { crashMs, threadDeathMs, powerLossShare } = this.parts.weather;
    process.life.after(draws.spread(crashMs), () => {
      if (!this.calm) this.crash(draws.happens(powerLossShare) ? "powerLoss" : "kill");
    });
    const threadDies = (): void => {
      if (this.calm) return;
      process.killThread(draws);
      process.life.after(draws.spread(threadDeathMs), threadDies);
    };
    process.life.after(draws.spread(threadDeathMs), threadDies);
  }

  private mount(life: Life, stop: () => void): Files {
    const user = { isAlive: () => life.alive, interruption: () => this.interruption(), stop };
    life.atEnd(() => this.disk.end(user));
    return this.disk.mount(user);
  }

  private opened(client: EngineClient, process: HubProcess): void {
    if (!process.life.alive || this.process !== process) return;
    this.client = client;
    for (const resolve of this.waiting.splice(0)) resolve(client);
  }

  private takeDown(process: HubProcess, health: HubHealth & { readonly state: "stopped" }): void {
    this.client = undefined;
    this.process = undefined;
    process.end(health);
  }

  private bootLater(meanMs: number): void {
    this.parts.world.after(this.parts.chance.spread(meanMs), () => {
      if (this.process === undefined) this.boot();
    });
  }

  private bootFailed(error: unknown, process: HubProcess): void {
    if (!process.life.alive) return;
    const failure = error instanceof DiskFailed ? error : diskFailure(error);
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.takeDown(process, { state: "stopped", code: "NOT_OPENED", reason: what });
    if (failure === undefined && !isThreadDeath(what)) {
      this.parts.witness.violated(`the data directory could not be opened: ${what}`);
      return;
    }
    this.parts.trace(() => `opening failed: ${what}`);
    this.bootLater(2_000);
  }

  private stopped(health: HubHealth & { readonly state: "stopped" }, process: HubProcess): void {
    this.parts.trace(() => `stopped: ${health.code}: ${health.reason}`);
    if (health.code === "ENGINE_BUG" && !isThreadDeath(health.reason)) this.parts.witness.violated(health.reason);
    this.takeDown(process, health);
    this.bootLater(1_000);
  }

  private setTempers(isCalm: boolean): void {
    const { disks } = this.parts.weather;
    const calmed = disks.map((temper) => (isCalm ? { flushMs: temper.flushMs, flushFails: 0 } : temper));
    this.disk.temper = calmed[0] ?? disks[0];
    // Generations of logs come and go: the index alone says which disk a log is on.
    this.disk.temperOf = (file) => {
      const index = /\/logs\/\d+-(\d+)/.exec(file)?.[1];
      return (index === undefined ? undefined : calmed[Number(index) % calmed.length]) ?? this.disk.temper;
    };
  }

  private networkTemper(): NetworkTemper {
    const { network } = this.parts.weather;
    return this.calm ? { delayMs: network.delayMs, loses: 0, repeats: 0, closes: 0 } : network;
  }

  private interruption(): Interruption | undefined {
    const planned = this.crashAtOperation;
    if (planned === undefined) return undefined;
    planned.left -= 1;
    if (planned.left > 0) return undefined;
    this.crashAtOperation = undefined;
    return planned.where;
  }
}

import type { ActivityReport } from "../activities/executor.js";
import { ADMISSION_LIMITS } from "../host/admission.js";
import { EngineClient } from "../host/client.js";
import type { Clock } from "../host/clock.js";
import { EngineThread } from "../host/engine-thread.js";
import type { HubHealth } from "../host/hub.js";
import type { FromEngine, ToEngine } from "../host/protocol.js";
import { Pulse } from "../host/pulse.js";
import { createOrchestratorRunner } from "../host/realm/orchestrator-runner.js";
import { executionId } from "../model/index.js";
import { diskFailure } from "../storage/file/data-directory.js";
import { fileLog } from "../storage/file/file-log.js";
import { filePayloads } from "../storage/file/file-payloads.js";
import {
  findDirectory,
  logDirectoryOf,
  partitionsDirectory,
  payloadsDirectory,
  planLogs,
  writeLayout,
} from "../storage/file/layout.js";
import { FileSnapshots } from "../storage/file/snapshot/file-snapshots.js";
import type { Log } from "../storage/log.js";
import type { Channel } from "../transport/transport.js";
import { Border, engineEnd, outsideEnd } from "./border.js";
import type { Chance } from "./chance.js";
import { simulatedLink } from "./channel.js";
import { Disk, type Interruption } from "./disk.js";
import { DurableFacts } from "./durable-facts.js";
import { MachineClock } from "./machine-clock.js";
import { OutsideExecutor } from "./outside-executor.js";
import { PROGRAMS } from "./programs.js";
import type { Sabotage, Workshop } from "./sabotage.js";
import { slowLog } from "./slow-log.js";
import type { Survival } from "./stored-file.js";
import type { Tally } from "./tally.js";
import { twinRunner } from "./twin-runner.js";
import type { Weather } from "./weather.js";
import type { Witness } from "./witness.js";
import { Life, type World } from "./world.js";

const DATA = "/srv/hub";

/** So small that segments are sealed, merged and removed in a simulation as they are in a long life. */
const STORE_LIMITS = { records: 8, bytes: 16_000, copyBytes: 8_000 };

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
}

/** One process of the engine, from its opening to its end. */
interface Incarnation {
  readonly life: Life;
  readonly client: EngineClient;
  readonly toEngine: Channel<ToEngine, FromEngine>;
  /** What it sent before its end is heard by so many messages, then nothing more. */
  sever(arrives: (sent: number) => number): void;
}

/** The computer that the engine runs on: it crashes, starts again, and keeps its disk and its clock. */
export class Machine {
  readonly disk: Disk;
  private readonly facts = new DurableFacts();
  private readonly clock: MachineClock;
  private readonly executor: OutsideExecutor;
  private readonly memory = new Set<string>();
  private readonly waiting: ((client: EngineClient) => void)[] = [];
  private incarnation: Incarnation | undefined;
  private isUp = false;
  private executions = 0;
  private crashAtOperation: { left: number; readonly where: Interruption } | undefined;
  calm = false;

  constructor(private readonly parts: MachineParts) {
    const { world, chance, tally, weather } = parts;
    this.disk = new Disk(world, chance.for("disk"), tally, (file, bytes) => this.facts.add(file, bytes));
    this.disk.temper = weather.disk;
    this.clock = new MachineClock(world, weather.lookMs);
    this.executor = new OutsideExecutor(
      world,
      chance.for("executor"),
      tally,
      () => (this.calm ? undefined : weather.executor),
      (report) => this.report(report),
    );
  }

  /** The client of the incarnation that is up, as soon as one is. */
  up(): Promise<EngineClient> {
    const { incarnation } = this;
    if (this.isUp && incarnation !== undefined) return Promise.resolve(incarnation.client);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Nothing goes wrong from now on. */
  becomeCalm(): void {
    this.calm = true;
    this.disk.isFull = false;
    this.disk.temper = { flushMs: this.parts.weather.disk.flushMs, flushFails: 0 };
    this.crashAtOperation = undefined;
  }

  jumpClock(byMs: number): void {
    this.parts.tally.clockJumps += 1;
    this.parts.trace(() => `the clock is set by ${byMs} ms`);
    this.clock.jump(byMs);
  }

  /** Starts a process of the engine, and plans when this one crashes. */
  boot(): void {
    const { world, chance, weather, trace } = this.parts;
    const life = new Life(world);
    const draws = chance.for(`incarnation at ${world.events}`);
    if (!this.calm) {
      this.crashAtOperation = draws.happens(weather.crashInDisk)
        ? { left: draws.between(1, draws.pick([4, 40, 160])), where: draws.pick(["before", "within", "after"]) }
        : undefined;
      life.after(draws.spread(weather.crashMs), () => {
        if (!this.calm) this.crash(draws.happens(weather.powerLossShare) ? "powerLoss" : "kill");
      });
    }
    trace(() => "boot");
    const { sabotage } = this.parts;
    const workshop: Workshop = { life, chance: draws, memory: this.memory };
    const disk = this.disk.mount({
      isAlive: () => life.alive,
      interruption: () => this.interruption(),
      stop: () => this.crash(draws.happens(weather.powerLossShare) ? "powerLoss" : "kill"),
    });
    const files = sabotage?.files?.(disk, workshop) ?? disk;
    const link = simulatedLink<ToEngine, FromEngine>((deliver) => life.after(draws.spread(1), deliver));
    const toEngine = outsideEnd(link.left, sabotage, workshop);
    const door = {
      send: (message: ToEngine) => {
        toEngine.send(message);
        return true;
      },
    };
    const client = new EngineClient([door], () => 0, this.clockOf(life));
    const incarnation: Incarnation = { life, client, toEngine, sever: link.sever };
    this.incarnation = incarnation;
    const border = new Border(this.facts);
    link.left.listen({
      batch: (messages) => {
        for (const message of messages) this.hear(message, incarnation, border);
      },
      ended: () => undefined,
    });
    try {
      files.makeDirectory(DATA);
      const found = findDirectory(DATA, files);
      const { partitionCount } = weather;
      const fresh = { partitionCount, hubId: "sim", generation: 1, logs: planLogs(partitionCount, 1) };
      const layout = found.kind === "layout" ? found.layout : fresh;
      if (found.kind === "new") writeLayout(DATA, files, layout);
      const logDirectory = logDirectoryOf(DATA, layout, 0);
      const partitions = layout.logs[0] ?? [];
      new EngineThread({
        thread: 0,
        threadCount: 1,
        threadOf: () => 0,
        partitions,
        partitionCount: layout.partitionCount,
        openLog: () => {
          const plain: Log = fileLog(logDirectory, files, { fileBytes: weather.segmentBytes });
          const log = sabotage?.log?.(plain, workshop) ?? plain;
          return weather.asyncLog ? slowLog(log, life, draws) : log;
        },
        openStore: () =>
          new FileSnapshots(
            { logDirectory, partitionsDirectory: partitionsDirectory(DATA), partitions, files },
            STORE_LIMITS,
          ),
        openPayloads: () => filePayloads(payloadsDirectory(DATA), files),
        mode: "conservative",
        entities: [],
        localActivities: new Map(),
        idempotentActivities: new Set(),
        admission: { ...ADMISSION_LIMITS, heapBytesMax: Number.POSITIVE_INFINITY },
        heapBytes: () => 0,
        pulse: new Pulse(),
        condemned: new Map(),
        snapshots: { logBytesMax: 20_000, recordsMax: 100, residentMax: 2 },
        clock: this.clockOf(life),
        runner: this.runner(draws, workshop),
        orchestrations: PROGRAMS,
        channel: engineEnd(link.right, border, {
          sabotage,
          workshop,
          violated: (what) => this.parts.witness.violated(what),
          trace,
        }),
        liveSessionsMax: weather.liveSessionsMax,
        nextTurn: (callback) => life.after(draws.happens(0.9) ? 0 : draws.spread(2), callback),
        newExecutionId: () => executionId(`execution-${++this.executions}`),
      }).open();
    } catch (error) {
      this.bootFailed(error, life);
    }
  }

  /** The process ends without a word; with the power also what was not on stable storage. */
  crash(kind: Crash): void {
    const { incarnation } = this;
    const { chance, tally, trace } = this.parts;
    if (incarnation?.life.alive !== true) return;
    trace(() => `${kind}${this.isUp ? "" : " during recovery"}`);
    if (kind === "kill") tally.kills += 1;
    else tally.powerLosses += 1;
    if (!this.isUp) tally.crashesInRecovery += 1;
    this.takeDown(incarnation, `The machine stopped: ${kind}.`);
    if (kind === "powerLoss") this.disk.losePower(this.calm ? "none" : chance.pick(SURVIVALS));
    else this.disk.forget();
    this.bootLater(500);
  }

  /** Asks the engine to close, as an operator does. */
  close(): void {
    const { incarnation } = this;
    if (!this.isUp || incarnation === undefined) return;
    incarnation.toEngine.send({ kind: "close" });
  }

  private takeDown(incarnation: Incarnation, reason: string): void {
    incarnation.life.end();
    this.isUp = false;
    // What has left is on its way, whatever becomes of its sender: some of it still arrives.
    incarnation.sever((sent) => this.parts.chance.between(0, sent));
    this.executor.hostEnded();
    incarnation.client.stop({ state: "stopped", code: "CRASHED", reason });
  }

  private bootLater(meanMs: number): void {
    this.incarnation = undefined;
    this.parts.world.after(this.parts.chance.spread(meanMs), () => {
      if (this.incarnation === undefined) this.boot();
    });
  }

  private bootFailed(error: unknown, life: Life): void {
    if (!life.alive) return;
    life.end();
    const failure = diskFailure(error);
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    if (failure === undefined) {
      this.parts.witness.violated(`the data directory could not be opened: ${what}`);
      return;
    }
    this.parts.trace(() => `opening failed: ${failure.message}`);
    this.bootLater(2_000);
  }

  private hear(message: FromEngine, incarnation: Incarnation, border: Border): void {
    const { witness, tally, trace } = this.parts;
    switch (message.kind) {
      case "opened":
        this.isUp = incarnation.life.alive;
        if (!this.isUp) return;
        for (const resolve of this.waiting.splice(0)) resolve(incarnation.client);
        return;
      case "answer": {
        const request = border.requestOf(message.id);
        if (request !== undefined) witness.answered(request, message.answer);
        incarnation.client.settle(message);
        return;
      }
      case "refusal":
        incarnation.client.settle(message);
        return;
      case "runActivity":
        witness.ordered(message.order);
        this.executor.run(message.order);
        return;
      case "abortActivity":
        this.executor.abort(message.key);
        return;
      case "health":
        if (message.health.state === "stopped") this.stopped(message.health, incarnation);
        return;
      case "log":
        trace(() => `log: ${message.entry.message}`);
        if (message.entry.event === "Recovered") tally.recordsReplayed += Number(message.entry.fields.records);
        return;
      case "closed":
        tally.cleanStops += 1;
        this.takeDown(incarnation, "It was closed.");
        this.bootLater(300);
        return;
      case "openFailed":
        return;
    }
  }

  private stopped({ code, reason }: HubHealth & { readonly state: "stopped" }, incarnation: Incarnation): void {
    this.parts.trace(() => `stopped: ${code}`);
    if (code === "ENGINE_BUG") this.parts.witness.violated(reason);
    if (!incarnation.life.alive) return;
    this.takeDown(incarnation, reason);
    this.bootLater(1_000);
  }

  private report(report: ActivityReport): void {
    if (this.isUp) this.incarnation?.toEngine.send({ kind: "report", report });
  }

  private interruption(): Interruption | undefined {
    const planned = this.crashAtOperation;
    if (planned === undefined) return undefined;
    planned.left -= 1;
    if (planned.left > 0) return undefined;
    this.crashAtOperation = undefined;
    return planned.where;
  }

  private clockOf(life: Life): Clock {
    return this.clock.of(life);
  }

  private runner(draws: Chance, workshop: Workshop) {
    const { tally, witness, sabotage } = this.parts;
    const plain = createOrchestratorRunner();
    const rebuilding = sabotage?.runner?.(plain, workshop) ?? plain;
    const keeping = createOrchestratorRunner();
    return twinRunner({ rebuilding, keeping }, draws, tally, (what) => witness.violated(what));
  }
}

import type { ActivityReport } from "../activities/executor.js";
import { EngineClient } from "../host/client.js";
import type { HubHealth } from "../host/hub.js";
import type { Packet } from "../host/log-links.js";
import { openDirectory } from "../host/open-directory.js";
import type { FromEngine, HubLogEntry } from "../host/protocol.js";
import { type Incarnation, ThreadSlot } from "../host/thread-slot.js";
import { type ExecutionId, type InstanceId, LIMITS, partitionId, partitionOf, type RequestId } from "../model/index.js";
import type { Files } from "../storage/file/files.js";
import { Border } from "./border.js";
import type { Causality } from "./causality.js";
import type { Chance } from "./chance.js";
import { DATA } from "./data-place.js";
import type { DurableFacts } from "./durable-facts.js";
import type { MachineClock } from "./machine-clock.js";
import { Network, type NetworkTemper } from "./network.js";
import type { OutsideExecutor } from "./outside-executor.js";
import { RewindCascades } from "./rewind-cascades.js";
import type { Sabotage, Workshop } from "./sabotage.js";
import type { Tally } from "./tally.js";
import { type MortalEngine, threadEngine } from "./thread-engine.js";
import type { Weather } from "./weather.js";
import type { Witness } from "./witness.js";
import { Life, type World } from "./world.js";

/** What a process of the hub needs of the machine that it runs on. */
export interface ProcessParts {
  readonly world: World;
  readonly chance: Chance;
  readonly weather: Weather;
  readonly tally: Tally;
  readonly witness: Witness;
  readonly facts: DurableFacts;
  readonly causality: Causality;
  readonly clock: MachineClock;
  readonly executor: OutsideExecutor;
  readonly sabotage: Sabotage | undefined;
  readonly memory: Map<string, number>;
  readonly threadCount: number;
  readonly networkTemper: () => NetworkTemper;
  /** Nothing goes wrong any more. */
  readonly isCalm: () => boolean;
  /** The disk as this life of a process, or of a thread in it, uses it. */
  readonly mount: (life: Life, stop: () => void) => Files;
  readonly newExecutionId: () => ExecutionId;
  readonly newRequestId: () => RequestId;
  readonly crash: () => void;
  readonly stopped: (health: HubHealth & { readonly state: "stopped" }) => void;
  readonly trace: (line: () => string) => void;
}

const KILLED = "it was killed";
const STOPPED_AT_DISK = "it stopped at a disk operation";

/** True for what a hub says when a thread of it died before it was open, or died too often. */
export const isThreadDeath = (message: string): boolean =>
  message.includes(KILLED) || message.includes(STOPPED_AT_DISK);

/** One process of the hub, from its opening to its end: the real slots of its threads, and a client. */
export class HubProcess {
  readonly life: Life;
  private readonly border: Border;
  private readonly network: Network;
  private readonly cascades: RewindCascades;
  private slots: readonly ThreadSlot[] = [];
  private readonly engines = new Map<number, MortalEngine>();
  private threadOfPartition: readonly number[] = [];
  private logDirectories: readonly string[] = [];
  private started: EngineClient | undefined;
  private isDown = false;

  constructor(private readonly parts: ProcessParts) {
    const { world, chance, tally, facts, weather, networkTemper } = parts;
    this.life = new Life(world);
    this.border = new Border(facts, weather.idempotent);
    this.network = new Network({
      world,
      life: this.life,
      chance: chance.for("network"),
      tally,
      temper: networkTemper,
      deliver: (from, to, packet) => {
        if (packet.kind === "opened") this.cascades.introduced(from, to);
        return this.slots[to]?.send({ kind: "packet", from, packet }) ?? false;
      },
    });
    this.cascades = new RewindCascades(
      tally,
      (thread) => this.threadOfPartition.filter((owner) => owner === thread).length,
    );
  }

  /** Opens the directory and recovers; resolves with the client. Never settles when the machine stops meanwhile. */
  async open(): Promise<EngineClient> {
    const { parts, life } = this;
    const { weather, tally, sabotage } = parts;
    const mounted = parts.mount(life, parts.crash);
    const files = sabotage?.files?.(mounted, this.workshop(life)) ?? mounted;
    files.makeDirectory(DATA);
    const { threadOfPartition, logDirectories } = await openDirectory(DATA, files, {
      partitionCount: weather.partitionCount,
      threadCount: parts.threadCount,
      hubId: "sim",
      collectsTexts: true,
      log: (entry) => {
        this.log(entry);
        if (entry.event === "PartitionsSpread") tally.partitionsSpread += 1;
        if (entry.event === "TextsCollected") tally.textsCollected += Number(entry.fields.files);
      },
    });
    this.threadOfPartition = threadOfPartition;
    this.logDirectories = logDirectories;
    this.slots = logDirectories.map((_, thread) => this.slot(thread));
    const threadOf = (id: InstanceId): number => threadOfPartition[partitionOf(id, threadOfPartition.length)] ?? 0;
    this.started = new EngineClient(this.slots, threadOf, {
      clock: parts.clock.of(life),
      instruments: { elapsedMs: () => parts.world.elapsedMs },
      newRequestId: parts.newRequestId,
    });
    await Promise.all(this.slots.map((slot) => slot.open()));
    return this.started;
  }

  /** One thread dies, as a worker does; the process goes on. */
  killThread(draws: Chance): void {
    const alive = [...this.engines.values()];
    const victim = alive[draws.between(0, alive.length - 1)];
    if (victim === undefined) return;
    victim.die(KILLED);
  }

  /** As an operator closes it: what there is is made durable first. */
  close(closed: () => void): void {
    const done = (): void => {
      if (!this.isDown) closed();
    };
    void Promise.all(this.slots.map((slot) => slot.close())).then(done);
    this.life.after(3_000, done);
  }

  /** The process is gone, and everything that was in its memory. */
  end(health: HubHealth & { readonly state: "stopped" }): void {
    if (this.isDown) return;
    this.isDown = true;
    // What the threads had sent is on its way: some of it still arrives.
    for (const engine of this.engines.values()) void engine.end();
    for (const slot of this.slots) slot.silence();
    this.life.end();
    this.started?.conversation.stop(health);
  }

  /** Whoever has the instance now hears of it. */
  report(report: ActivityReport): void {
    const partition = partitionOf(report.key.instanceId, Math.max(1, this.threadOfPartition.length));
    this.slots[this.threadOfPartition[partition] ?? 0]?.send({ kind: "report", report });
  }

  private slot(thread: number): ThreadSlot {
    const { parts } = this;
    return new ThreadSlot({
      thread,
      clock: parts.clock.of(this.life),
      episodeMsMax: LIMITS.episodeMsMax,
      start: (incarnation) => this.start(thread, incarnation),
      makeExecutor: (send) =>
        parts.executor.hostedBy(
          (report) => send({ kind: "report", report }),
          (order) => {
            if (parts.weather.idempotent.includes(order.name)) return;
            parts.witness.ordered(order, parts.weather.clockJumps ? undefined : parts.world.nowMs);
          },
        ),
      answered: (message) => this.answered(message),
      packet: ({ to, packet }) => this.forward(thread, to, packet),
      log: (entry) => this.log(entry),
      restarted: () => this.started?.conversation.threadRestarted(thread),
      stopped: (health) => {
        if (!this.isDown) parts.stopped(health);
      },
    });
  }

  private start(thread: number, { condemned, restarts }: Incarnation): MortalEngine {
    const { parts, threadOfPartition } = this;
    const life = new Life(parts.world, this.life);
    const workshop = this.workshop(life);
    const chance = parts.chance.for(`thread ${thread} after ${restarts} deaths`);
    const mounted = parts.mount(life, () => {
      if (chance.happens(0.5)) parts.crash();
      else engine.die(STOPPED_AT_DISK);
    });
    const engine = threadEngine({
      ...parts,
      thread,
      threadOfPartition,
      partitions: threadOfPartition.flatMap((owner, index) => (owner === thread ? [partitionId(index)] : [])),
      logDirectory: this.logDirectories[thread] ?? DATA,
      condemned,
      files: parts.sabotage?.files?.(mounted, workshop) ?? mounted,
      life,
      chance,
      border: this.border,
      workshop,
      violated: (what) => parts.witness.violated(what),
    });
    this.engines.set(thread, engine);
    return engine;
  }

  private answered(message: FromEngine & { readonly kind: "answer" | "refusal" }): void {
    const request = message.kind === "answer" ? this.border.requestOf(message.id) : undefined;
    if (request !== undefined && message.kind === "answer") this.parts.witness.answered(request, message.answer);
    this.started?.conversation.settle(message);
  }

  private forward(from: number, to: number, packet: Packet): void {
    this.parts.causality.left(this.logDirectories[from] ?? DATA, packet);
    this.network.send(from, to, packet);
    this.perhapsDie(from, packet);
    const receipts = packet.kind === "messages" ? this.parts.sabotage?.receipts?.(packet.batches) : undefined;
    if (receipts !== undefined) this.network.send(to, from, { kind: "taken", receipts });
  }

  /** What it said is heard, and what it said it of may be lost. */
  private perhapsDie(thread: number, packet: Packet): void {
    const { weather, chance, tally, isCalm } = this.parts;
    if (packet.kind !== "messages" || !packet.batches.some(({ position }) => position > packet.durable)) return;
    tally.speculativePackets += 1;
    const engine = this.engines.get(thread);
    if (engine === undefined || !chance.happens(isCalm() ? 0 : weather.diesSpeaking)) return;
    this.life.after(chance.spread(10), () => {
      if (this.engines.get(thread) === engine) engine.die(KILLED);
    });
  }

  private log({ event, message, fields }: HubLogEntry): void {
    const { tally, trace } = this.parts;
    trace(() => `log: ${message}`);
    if (event === "Recovered") tally.recordsReplayed += Number(fields.records);
    if (event === "Rewound") this.cascades.rewound(Number(fields.thread));
    if (event === "ThreadRestarted") {
      tally.threadDeaths += 1;
      this.cascades.died(Number(fields.thread));
    }
  }

  private workshop(life: Life): Workshop {
    return { life, chance: this.parts.chance.for("sabotage"), memory: this.parts.memory };
  }
}

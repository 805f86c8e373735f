import type { Activity } from "../activities/define.js";
import type { ActivityExecutor } from "../activities/executor.js";
import {
  type ExecutionId,
  type InstanceId,
  type PartitionId,
  type SpeculationMode,
  unreachable,
} from "../model/index.js";
import type { AnyOrchestration, EntityKind } from "../orchestration/index.js";
import type { Log } from "../storage/log.js";
import type { Payloads } from "../storage/payloads.js";
import type { SnapshotStore } from "../storage/snapshot-store.js";
import type { Channel } from "../transport/transport.js";
import type { AdmissionLimits } from "./admission.js";
import type { Clock, NextTurn } from "./clock.js";
import type { AuthoredKinds } from "./entity-types/authored-kinds.js";
import type { HubHealth } from "./hub.js";
import { Incarnation } from "./incarnation.js";
import type { FromEngine, ToEngine } from "./protocol.js";
import type { Pulse } from "./pulse.js";
import type { OrchestratorRunner } from "./realm/orchestrator-runner.js";
import type { TimeLimit } from "./realm/time-limit.js";
import type { SnapshotSettings } from "./snapshotter.js";
import { stoppedBy } from "./stopped-by.js";

/** What an engine thread is made of. */
export interface EngineThreadOptions {
  readonly thread: number;
  readonly threadCount: number;
  readonly threadOf: (partition: PartitionId) => number;
  /** Those of this thread's log. */
  readonly partitions: readonly PartitionId[];
  /** Of the whole hub. */
  readonly partitionCount: number;
  /** Opened anew for each incarnation. */
  readonly openLog: () => Log;
  readonly openStore: () => SnapshotStore;
  readonly openPayloads: () => Payloads;
  readonly mode: SpeculationMode;
  readonly clock: Clock;
  readonly runner: OrchestratorRunner;
  readonly orchestrations: readonly AnyOrchestration[];
  readonly entities: readonly EntityKind[];
  /** Types of entities that people write. Absent: in this hub there are none. */
  readonly authored?: AuthoredKinds;
  /** Activities that run in this thread; all others are ordered over the channel. */
  readonly localActivities: ReadonlyMap<string, Activity>;
  readonly makeExecutor?: (report: (message: ToEngine & { readonly kind: "report" }) => void) => ActivityExecutor;
  /** Those of this thread and of the opener's. */
  readonly idempotentActivities: ReadonlySet<string>;
  readonly channel: Channel<FromEngine, ToEngine>;
  readonly admission: AdmissionLimits;
  readonly heapBytes: () => number;
  readonly snapshots?: Partial<SnapshotSettings>;
  readonly liveSessionsMax?: number;
  /** Shows whose code the thread is in, to whoever looks after it. */
  readonly pulse: Pulse;
  /** Absent when somebody else looks after the thread. */
  readonly timeLimit?: TimeLimit;
  /** Instances whose code is not run any more, and the reason with which they fail. */
  readonly condemned: ReadonlyMap<InstanceId, string>;
  /** Default: the event loop's. */
  readonly nextTurn?: NextTurn;
  /** Names a new execution as no other ever was. */
  readonly newExecutionId: () => ExecutionId;
  /** How often this thread has gone back so far. */
  readonly rewinds: () => number;
}

const BREAKS_MAX = 3;
const BREAKS_WITHIN_MS = 60_000;

/**
 * One engine thread as its clients see it: requests in, answers, orders and health out. It lives through
 * incarnations of its log: one that follows from what another log has lost ends, and the next begins at
 * what is durable.
 */
export class EngineThread {
  private readonly options: EngineThreadOptions;
  private current: Incarnation | undefined;
  private rewinds = 0;
  /** When Dacapo broke, of late. */
  private breaks: number[] = [];
  private state: "open" | "between" | "closing" | "closed" = "open";

  constructor(options: Omit<EngineThreadOptions, "rewinds">) {
    this.options = { ...options, rewinds: () => this.rewinds };
  }

  /** Recovers, then serves until it is closed. Throws when the log cannot be read. */
  open(): void {
    const { channel } = this.options;
    this.current = this.begin();
    channel.listen({
      batch: (messages) => {
        for (const message of messages) this.hear(message);
      },
      // Without its opener nobody can ask or run anything: the process is going down.
      ended: () => void this.close(),
    });
    channel.send({ kind: "opened" });
    this.tellRecovery(this.current);
  }

  private begin(): Incarnation {
    const { channel, thread } = this.options;
    return new Incarnation(this.options, {
      send: (message) => channel.send(message),
      stopped: (health) => this.stopped(health),
      lost: () => {
        this.rewinds += 1;
        const message = `Engine thread ${thread} goes back to what is durable: another thread has lost what it had worked on.`;
        channel.send({ kind: "log", entry: { level: "warn", event: "Rewound", message, fields: { thread } } });
        void this.beginAnew();
      },
    });
  }

  private hear(message: ToEngine): void {
    switch (message.kind) {
      case "request":
      case "cancel":
      case "report":
      case "packet":
        // Between two incarnations there is nobody to hear it: whoever asked is told to ask again.
        if (this.state !== "between") this.current?.hear(message);
        return;
      case "entityTypes":
        this.options.authored?.replace(message.programs);
        return;
      case "close":
        void this.close().then(() => this.options.channel.send({ kind: "closed" }));
        return;
      default:
        unreachable(message, "message to the engine");
        return;
    }
  }

  private async close(): Promise<void> {
    if (this.isClosed()) return;
    const isBetween = this.state === "between";
    // What can be answered is answered until the last record is durable.
    this.state = "closing";
    if (!isBetween) await this.current?.close();
    this.state = "closed";
  }

  /**
   * A disk that failed ends the thread's work. What Dacapo itself did wrong is not in the log: the next
   * incarnation recovers to the state before it, and only if that keeps happening the work ends, too.
   */
  private stopped(health: HubHealth & { readonly state: "stopped" }): void {
    const { channel, clock } = this.options;
    const fields = { code: health.code };
    channel.send({ kind: "log", entry: { level: "error", event: "Stopped", message: health.reason, fields } });
    const nowMs = clock.nowMs();
    this.breaks = this.breaks.filter((atMs) => nowMs - atMs < BREAKS_WITHIN_MS);
    this.breaks.push(nowMs);
    if (health.code === "ENGINE_BUG" && this.breaks.length < BREAKS_MAX) void this.beginAnew();
    else channel.send({ kind: "health", health });
  }

  /** Ends the incarnation without a word more to the disk, and begins the next one at what is durable. */
  private async beginAnew(): Promise<void> {
    if (this.state !== "open") return;
    this.state = "between";
    const { channel } = this.options;
    await this.current?.end();
    if (this.isClosed()) return;
    try {
      this.current = this.begin();
    } catch (error) {
      channel.send({ kind: "health", health: stoppedBy(error) });
      return;
    }
    this.state = "open";
    channel.send({ kind: "reopened" });
    this.tellRecovery(this.current);
  }

  /** Lets go of everything, without a word more to the disk. */
  async end(): Promise<void> {
    this.state = "closed";
    await this.current?.end();
  }

  private isClosed(): boolean {
    return this.state === "closing" || this.state === "closed";
  }

  private tellRecovery({ recovery: { records, tookMs, epoch } }: Incarnation): void {
    this.options.channel.send({
      kind: "log",
      entry: {
        level: "info",
        event: "Recovered",
        message: `Replayed ${records} records of the log.`,
        fields: { thread: this.options.thread, records, tookMs, epoch },
      },
    });
  }
}

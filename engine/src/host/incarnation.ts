import type { ActivityExecutor } from "../activities/executor.js";
import {
  type EntityId,
  entityIdParts,
  type InstanceRecord,
  type JsonText,
  LIMITS,
  type PartitionId,
  partitionOf,
} from "../model/index.js";
import type { ReportIgnoredSignal, RunActivity } from "../partition/effect.js";
import type { Instance } from "../partition/state.js";
import { timersOf, wakeOfEntity, wakeOfInstance } from "../partition/wake.js";
import type { Log, LogPosition } from "../storage/log.js";
import type { SnapshotStore } from "../storage/snapshot-store.js";
import { admit } from "./admission.js";
import { nextTurnOfLoop } from "./clock.js";
import { Definitions } from "./definitions.js";
import { DurableView, type Published } from "./durable-view.js";
import type { EngineThreadOptions } from "./engine-thread.js";
import { EntityRunner } from "./entity-runner.js";
import { EpisodeRunner } from "./episode-runner.js";
import type { HostSink } from "./host-sink.js";
import type { HubHealth } from "./hub.js";
import type { Packet } from "./log-links.js";
import { ThreadMeter } from "./meter.js";
import type { ThreadReport } from "./metrics.js";
import { PartitionHost } from "./partition-host.js";
import { Peers } from "./peers.js";
import type { FromEngine, HubLogEntry, ToEngine } from "./protocol.js";
import { type RecoveredLog, recoverLog } from "./recover-log.js";
import { RequestServer } from "./request-server.js";
import { SNAPSHOT_SETTINGS, Snapshotter } from "./snapshotter.js";
import { comparePlaces } from "./sorted-instances.js";
import { type StateBytes, stateBytes } from "./state-bytes.js";
import { storedInstances } from "./stored-instances.js";
import { WakeList } from "./wake-list.js";

/** What an incarnation tells the thread it is in. */
export interface IncarnationEvents {
  send(message: FromEngine): void;
  stopped(health: HubHealth & { readonly state: "stopped" }): void;
  /** It follows from what another log has lost, and must end: the next one begins at what is durable. */
  lost(): void;
}

/**
 * A log's partitions from their recovery to their end: the host that steps them, what shows them, what
 * writes snapshots of them, and the ways to other logs.
 */
export class Incarnation {
  private readonly log: Log;
  private readonly store: SnapshotStore;
  private readonly recovered: RecoveredLog;
  private readonly host: PartitionHost;
  private readonly view: DurableView;
  private readonly definitions: Definitions;
  private readonly meter: ThreadMeter;
  private readonly episodes: EpisodeRunner;
  private readonly entities: EntityRunner;
  private readonly peers: Peers;
  private readonly snapshots: Snapshotter;
  private readonly server: RequestServer;
  private readonly local: ActivityExecutor | undefined;
  private readonly wakes: WakeList;
  private readonly tookMs: number;
  private activitiesOut = 0;
  private introduced = false;
  private ended = false;

  /** Recovers. Throws when the log or the store cannot be read. */
  constructor(
    private readonly options: EngineThreadOptions,
    private readonly events: IncarnationEvents,
  ) {
    const { clock, partitions, partitionCount, thread } = options;
    const beganMs = clock.nowMs();
    this.log = options.openLog();
    this.store = options.openStore();
    const bytes = stateBytes(options.openPayloads());
    this.recovered = recoverLog({ partitions, partitionCount, store: this.store, log: this.log, bytes });
    this.tookMs = clock.nowMs() - beganMs;
    const { group, epoch, cuts, position, snapshotPosition } = this.recovered;
    this.definitions = new Definitions(options.orchestrations);
    this.meter = new ThreadMeter();
    this.view = new DurableView(storedInstances(this.store, bytes, (id) => partitionOf(id, partitionCount)));
    this.episodes = new EpisodeRunner(options.runner, this.definitions, clock, options.liveSessionsMax);
    this.entities = new EntityRunner(options.entities, clock);
    for (const [id, reason] of options.condemned) {
      if (entityIdParts(id) === undefined) this.episodes.condemn(id, reason);
      else this.entities.condemn(id as EntityId, reason);
    }
    this.host = new PartitionHost({
      recovered: this.recovered,
      log: withPayloads(this.log, bytes),
      bytes,
      mode: options.mode,
      isIdempotent: (activity) => options.idempotentActivities.has(activity),
      clock,
      episodes: this.episodes,
      entities: this.entities,
      pulse: options.pulse,
      ...(options.timeLimit !== undefined && { timeLimit: options.timeLimit }),
      sink: this.sink(),
      partitionOf: (id) => partitionOf(id, partitionCount),
      ...(options.nextTurn !== undefined && { nextTurn: options.nextTurn }),
    });
    this.peers = new Peers({
      thread,
      threadCount: options.threadCount,
      threadOf: options.threadOf,
      epoch: epoch + 1,
      cuts,
      group,
      clock,
      durable: () => this.host.durable,
      whenDurable: (then) => this.host.whenDurable(then),
      pass: (to, packet) => events.send({ kind: "packet", to, packet }),
      received: ({ from, to, firstSeq, messages }, cause) => {
        const event = { type: "MessagesReceived", atMs: clock.nowMs(), from, firstSeq, messages } as const;
        this.host.takeFor(to, event, cause);
      },
      confirmed: ({ from, by, through }) => {
        const first = group.get(from)?.outbox.get(by)?.firstSeq ?? Number.POSITIVE_INFINITY;
        if (through < first) return;
        this.host.takeFor(from, { type: "SendConfirmed", atMs: clock.nowMs(), to: by, through });
      },
      settle: (fateOf) => {
        if (this.host.settleCauses(fateOf) === "lost") events.lost();
      },
      awaitedThreads: () => this.host.awaitedThreads,
    });
    this.snapshots = new Snapshotter(
      {
        settings: { ...SNAPSHOT_SETTINGS, ...options.snapshots },
        store: this.store,
        log: this.log,
        bytes,
        group,
        epoch: this.host.epoch,
        cuts,
        clock,
        nextTurn: options.nextTurn ?? nextTurnOfLoop,
        appended: () => this.host.appended,
        whenDurable: (then) => this.host.whenDurable(then),
        evicted: (instanceIds, sessions) => {
          this.view.forget(instanceIds);
          for (const session of sessions) this.episodes.drop(session);
        },
        failed: (error) => this.host.diskFailed(error),
      },
      snapshotPosition,
    );
    this.server = new RequestServer({
      clock,
      view: this.view,
      definitions: this.definitions,
      runner: options.runner,
      newExecutionId: options.newExecutionId,
      codeKeeper: partitions[0] as PartitionId,
      admit: () => {
        const load = {
          queueDepth: this.host.queueDepth,
          activitiesOut: this.activitiesOut,
          logTailBytes: this.log.counters.tailBytes,
          heapBytes: options.heapBytes(),
        };
        try {
          admit(load, options.admission);
        } catch (error) {
          this.meter.refused();
          throw error;
        }
      },
      take: (id, event) => this.host.take(id, event),
      takeFor: (partition, event) => this.host.takeFor(partition, event),
      entityState: (id) => this.entityState(id),
      whenDurable: (then) => this.host.whenDurable(then),
      snapshot: () => this.snapshots.take("asked", this.meter.logBytes),
      metrics: () => this.report(),
      send: (message) => events.send(message),
    });
    this.local = options.makeExecutor?.((message) => this.hear(message));
    this.wakes = this.resume(position);
  }

  get recovery(): { readonly records: number; readonly tookMs: number; readonly epoch: number } {
    return { records: this.recovered.records, tookMs: this.tookMs, epoch: this.host.epoch };
  }

  hear(message: ToEngine & { readonly kind: "request" | "cancel" | "report" | "packet" }): void {
    if (this.ended) return;
    switch (message.kind) {
      case "request":
        this.server.serve(message.id, message.request);
        return;
      case "cancel":
        this.server.cancel(message.id);
        return;
      case "packet":
        this.hearPacket(message.from, message.packet);
        return;
      case "report": {
        const { report } = message;
        if (report.kind === "started") {
          this.host.take(report.key.instanceId, { type: "ActivityStarted", ...report.key, atMs: report.atMs });
          return;
        }
        this.activitiesOut -= 1;
        const { key, outcome, startedAtMs } = report;
        this.host.take(key.instanceId, {
          type: "ActivityEnded",
          atMs: this.options.clock.nowMs(),
          ...key,
          ...(startedAtMs !== undefined && { startedAtMs }),
          outcome,
        });
        return;
      }
    }
  }

  /** Makes durable what there is, and ends. */
  async close(): Promise<void> {
    if (this.ended) return;
    await this.host.drain();
    if (this.recovered.position < this.host.appended - SHUTDOWN_RECORDS) {
      await this.snapshots.take("shutdown", this.meter.logBytes);
    }
    await this.end();
  }

  /** Ends as if the process had: nothing more is written. */
  async end(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    this.wakes.close();
    this.peers.close();
    this.local?.close();
    this.snapshots.close();
    await this.host.abandon();
    await this.snapshots.atRest();
    this.log.close();
    await this.store.close();
  }

  /** Asks again for what was under way outside, and arms the timers. */
  private resume(position: LogPosition): WakeList {
    const { clock } = this.options;
    const atMs = clock.nowMs();
    const sleepers: { readonly instanceId: InstanceRecord["instanceId"]; readonly wakeAtMs: number }[] = [];
    this.showRecovered();
    for (const state of this.recovered.group.states) {
      const { partition, codes, outbox, instances, entities } = state;
      for (const code of codes.values()) this.definitions.register(code);
      if (outbox.size > 0) this.host.takeFor(partition, { type: "PartitionRecovered", atMs });
      const here = new Set<string>();
      for (const [instanceId, instance] of instances.residents()) {
        here.add(instanceId);
        if (wakeOfInstance(instance) === "now")
          this.host.takeFor(partition, { type: "InstanceResumed", atMs, instanceId });
        else for (const effect of timersOf(instance)) this.host.arm({ position, partition, effect });
      }
      for (const [entityId, entity] of entities.residents()) {
        here.add(entityId);
        if (wakeOfEntity(entity) === "now") {
          this.host.takeFor(partition, { type: "InstanceResumed", atMs, instanceId: entityId });
        }
      }
      for (const { key, wake } of this.store.wakes(partition)) {
        if (here.has(key)) continue;
        if (wake === "now") this.host.takeFor(partition, { type: "InstanceResumed", atMs, instanceId: key });
        else sleepers.push({ instanceId: key, wakeAtMs: wake });
      }
    }
    return new WakeList(sleepers, clock, (instanceId) => {
      const partition = partitionOf(instanceId, this.options.partitionCount);
      const instance = this.recovered.group.get(partition)?.instances.get(instanceId);
      if (instance === undefined) return;
      for (const effect of timersOf(instance)) this.host.arm({ position: this.host.durable, partition, effect });
    });
  }

  /** All that was recovered is durable. Oldest first: so each finds its place at the end of the view's sorted lists. */
  private showRecovered(): void {
    const recovered: Instance[] = [];
    for (const { instances } of this.recovered.group.states) {
      for (const [, instance] of instances.residents()) recovered.push(instance);
    }
    recovered.sort((a, b) => comparePlaces(a.record, b.record));
    for (const instance of recovered) this.view.publish(instance);
  }

  private sink(): HostSink {
    const { events } = this;
    return {
      runActivity: (effect) => this.runActivity(effect),
      abortActivity: ({ type: _type, reason, ...key }) => {
        this.activitiesOut -= 1;
        this.local?.abort(key, reason);
        events.send({ kind: "abortActivity", key, reason });
      },
      registerCode: (code) => this.definitions.register(code),
      send: (from, position, messages) => {
        this.meter.sentAcross(messages.messages.length);
        this.peers.send(from, position, messages);
      },
      confirm: (by, taken) => this.peers.confirm(by, taken),
      ignoredSignal: (signal) => this.logEntry(ignoredSignal(signal)),
      publish: (published) => this.publish(published),
      respond: ({ replyTo, answer }) => this.server.respond(replyTo, answer),
      unknownOrchestration: (record) => this.logEntry(unknownOrchestration(record)),
      stepped: (partition, position, event, length) => this.meter.stepped(partition, position, event, length),
      durable: (position) => this.durable(position),
      turnEnded: () => {
        this.peers.flush();
        this.snapshots.consider(this.meter.logBytes);
      },
      stopped: (health) => events.stopped(health),
    };
  }

  private durable(position: LogPosition): void {
    if (!this.introduced) {
      this.introduced = true;
      this.peers.introduce();
    }
    this.peers.durable(position);
    this.peers.flush();
  }

  private hearPacket(from: number, packet: Packet): void {
    this.peers.hear(from, packet);
  }

  private runActivity({ type: _type, ...order }: RunActivity): void {
    this.activitiesOut += 1;
    if (this.local !== undefined && this.options.localActivities.has(order.name)) this.local.run(order);
    else this.events.send({ kind: "runActivity", order });
  }

  private publish(published: Published): void {
    const { record } = published;
    const before = this.view.shown(record.instanceId)?.eventCount ?? 0;
    this.meter.published(record);
    this.view.publish(published);
    const { historyEventsWarn, historyEventsMax } = LIMITS;
    if (before >= historyEventsWarn || record.eventCount < historyEventsWarn) return;
    const message = `The history of ${record.instanceId} has ${record.eventCount} events; at ${historyEventsMax} the run fails.`;
    this.logEntry({ level: "warn", event: "LongHistory", message, fields: { instanceId: record.instanceId } });
  }

  private entityState(entityId: EntityId): JsonText | undefined {
    const partition = partitionOf(entityId, this.options.partitionCount);
    return this.recovered.group.get(partition)?.entities.peek(entityId)?.state;
  }

  private report(): ThreadReport {
    const queued = this.host.queuedByPartition();
    const { position, ...snapshot } = this.snapshots.metrics;
    return this.meter.report({
      thread: this.options.thread,
      state: "running",
      epoch: this.host.epoch,
      appendedPosition: this.host.appended,
      durablePosition: this.host.durable,
      commit: this.host.commitMetrics,
      effectsHeld: this.host.effectsHeld,
      liveOrchestrators: this.episodes.liveCount,
      snapshotPosition: position,
      snapshot,
      recovery: { tookMs: this.tookMs, records: this.recovered.records },
      logTailBytes: this.log.counters.tailBytes,
      flushPath: this.log.counters.flushPath,
      rewinds: this.options.rewinds(),
      partitions: this.recovered.group.states.map(({ partition, instances, entities, outbox }) => {
        let active = 0;
        for (const [, { tasks }] of instances.residents()) if (tasks !== undefined) active += 1;
        let outboxDepth = 0;
        for (const { messages } of outbox.values()) outboxDepth += messages.length;
        return {
          partition,
          resident: instances.size + entities.size,
          stored: this.store.size(partition),
          active,
          queueDepth: queued.get(partition) ?? 0,
          outboxDepth,
        };
      }),
    });
  }

  private logEntry(entry: HubLogEntry): void {
    this.events.send({ kind: "log", entry });
  }
}

/** The large texts that a batch refers to are durable before the batch is. */
function withPayloads(log: Log, bytes: StateBytes): Pick<Log, "append"> {
  return {
    append: (batch) => {
      bytes.sync();
      return log.append(batch);
    },
  };
}

/** Fewer records are replayed more quickly than a snapshot is written. */
const SHUTDOWN_RECORDS = 2_000;

function unknownOrchestration({ instanceId, name }: InstanceRecord): HubLogEntry {
  return {
    level: "warn",
    event: "UnknownOrchestration",
    message: `Instance ${instanceId} runs the orchestration "${name}", which is not registered. It waits until the hub is opened with it.`,
    fields: { instanceId, name },
  };
}

function ignoredSignal({ entityId, operation, failure }: ReportIgnoredSignal): HubLogEntry {
  return {
    level: "warn",
    event: "IgnoredSignal",
    message: `The signal "${operation}" to entity ${entityId} failed, and nobody waits for its result: ${failure.message}`,
    fields: { entityId, operation, code: failure.code },
  };
}

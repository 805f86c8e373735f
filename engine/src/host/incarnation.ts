import type { ActivityExecutor } from "../activities/executor.js";
import { type EntityId, entityIdParts, type JsonText, LIMITS, type PartitionId, partitionOf } from "../model/index.js";
import type { RunActivity } from "../partition/effect.js";
import type { Log, LogPosition } from "../storage/log.js";
import type { SnapshotStore } from "../storage/snapshot-store.js";
import { admit } from "./admission.js";
import { nextTurnOfLoop } from "./clock.js";
import { Definitions } from "./definitions.js";
import { DurableView, type Published } from "./durable-view.js";
import type { EngineThreadOptions } from "./engine-thread.js";
import { EntityList } from "./entity-list.js";
import { EntityRunner } from "./entity-runner.js";
import { EpisodeRunner } from "./episode-runner.js";
import type { HostSink } from "./host-sink.js";
import type { HubHealth } from "./hub.js";
import { ThreadMeter } from "./meter.js";
import type { ThreadReport } from "./metrics.js";
import { ignoredSignal, ignoredStart, longHistory, orchestrationLog, unknownOrchestration } from "./operator-log.js";
import { PartitionHost } from "./partition-host.js";
import { Peers } from "./peers.js";
import type { FromEngine, HubLogEntry, ToEngine } from "./protocol.js";
import { type RecoveredLog, recoverLog } from "./recover-log.js";
import { RequestServer } from "./request-server.js";
import { resume } from "./resume.js";
import { SNAPSHOT_SETTINGS, Snapshotter } from "./snapshotter.js";
import { type StateBytes, stateBytes } from "./state-bytes.js";
import { storedInstances } from "./stored-instances.js";
import type { WakeList } from "./wake-list.js";

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
  private held = { atMs: Number.NEGATIVE_INFINITY, logTailBytes: 0, heapBytes: 0 };
  private introduced = false;
  private ended = false;

  /** Recovers. Throws when the log or the store cannot be read. */
  constructor(
    private readonly options: EngineThreadOptions,
    private readonly events: IncarnationEvents,
  ) {
    const { clock, partitions, partitionCount, thread, pulse } = options;
    const beganMs = clock.nowMs();
    pulse.recoveryBegins(beganMs);
    this.log = options.openLog();
    this.store = options.openStore();
    const bytes = stateBytes(options.openPayloads());
    this.recovered = recoverLog({
      partitions,
      partitionCount,
      store: this.store,
      log: this.log,
      bytes,
      listener: pulse,
    });
    this.tookMs = clock.nowMs() - beganMs;
    const { group, epoch, cuts, snapshotPosition } = this.recovered;
    this.definitions = new Definitions(options.orchestrations);
    this.meter = new ThreadMeter();
    this.view = new DurableView(storedInstances(this.store, bytes, (id) => partitionOf(id, partitionCount)));
    this.episodes = new EpisodeRunner(options.runner, this.definitions, clock, options.liveSessionsMax);
    this.entities = new EntityRunner(options.entities, clock, options.newExecutionId, options.authored);
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
      admit: () => this.admit(),
      take: (id, event) => this.host.take(id, event),
      takeFor: (partition, event) => this.host.takeFor(partition, event),
      entityState: (id) => this.entityState(id),
      entities: new EntityList({
        group,
        store: this.store,
        bytes,
        partitionOf: (id) => partitionOf(id, partitionCount),
      }),
      whenDurable: (then) => this.host.whenDurable(then),
      snapshot: () => this.snapshots.take("asked", this.meter.logBytes),
      metrics: () => this.report(),
      send: (message) => events.send(message),
    });
    this.local = options.makeExecutor?.((message) => this.hear(message));
    this.wakes = resume({
      recovered: this.recovered,
      store: this.store,
      host: this.host,
      view: this.view,
      definitions: this.definitions,
      clock,
    });
    pulse.recoveryEnds();
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
        this.peers.hear(message.from, message.packet);
        return;
      case "report": {
        const { report } = message;
        if (report.kind === "started") {
          this.host.take(report.key.instanceId, { type: "ActivityStarted", ...report.key, atMs: report.atMs });
          return;
        }
        this.activitiesOut -= 1;
        const { instanceId, executionId, taskId, attempt } = report.key;
        const { outcome, startedAtMs, log } = report;
        const atMs = this.options.clock.nowMs();
        // Key by key: this is said of every activity, and spreads are slow.
        const ended = {
          type: "ActivityEnded",
          atMs,
          instanceId,
          executionId,
          taskId,
          attempt,
          startedAtMs,
          outcome,
          log,
        } as const;
        this.host.take(instanceId, ended);
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
      passOn: () => this.peers.flush(),
      confirm: (by, taken) => this.peers.confirm(by, taken),
      ignoredSignal: (signal) => this.logEntry(ignoredSignal(signal)),
      ignoredStart: (start) => this.logEntry(ignoredStart(start)),
      publish: (published, isNew) => this.publish(published, isNew),
      forget: (instanceId) => this.view.purge(instanceId),
      respond: ({ replyTo, answer }) => this.server.respond(replyTo, answer),
      isPartOfLaterAnswer: ({ replyTo, answer }) => this.server.isPartOfLaterAnswer(replyTo, answer),
      unknownOrchestration: (record) => this.logEntry(unknownOrchestration(record)),
      said: (record, lines) => {
        for (const line of lines) this.logEntry(orchestrationLog(record, line));
      },
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

  private runActivity({ instanceId, executionId, taskId, attempt, name, input, tags }: RunActivity): void {
    const plain = { instanceId, executionId, taskId, attempt, name, input };
    const order = tags === undefined ? plain : { ...plain, tags };
    this.activitiesOut += 1;
    if (this.local !== undefined && this.options.localActivities.has(order.name)) this.local.run(order);
    else this.events.send({ kind: "runActivity", order });
  }

  private publish(published: Published, isNew: boolean): void {
    const { record } = published;
    const before = this.view.shown(record.instanceId)?.eventCount ?? 0;
    this.meter.published(record, isNew);
    this.view.publish(published);
    const { historyEventsWarn } = LIMITS;
    if (before >= historyEventsWarn || record.eventCount < historyEventsWarn) return;
    this.logEntry(longHistory(record));
  }

  private admit(): void {
    const { clock, heapBytes, admission } = this.options;
    const nowMs = clock.nowMs();
    // Asked for every start, and dear to answer: what it was a moment ago will do.
    if (nowMs - this.held.atMs >= HELD_FOR_MS || nowMs < this.held.atMs) {
      this.held = { atMs: nowMs, logTailBytes: this.log.counters.tailBytes, heapBytes: heapBytes() };
    }
    const { logTailBytes, heapBytes: held } = this.held;
    try {
      admit(
        { queueDepth: this.host.queueDepth, activitiesOut: this.activitiesOut, logTailBytes, heapBytes: held },
        admission,
      );
    } catch (error) {
      this.meter.refused();
      throw error;
    }
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

const HELD_FOR_MS = 20;

/** Fewer records are replayed more quickly than a snapshot is written. */
const SHUTDOWN_RECORDS = 2_000;

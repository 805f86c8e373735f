import {
  type EntityId,
  type HistoryEvent,
  type InstanceId,
  type InstanceRecord,
  InvariantViolation,
  invariant,
  type JsonText,
  type PartitionId,
  partitionId,
  partitionOf,
  unreachable,
} from "../model/index.js";
import type { AbortActivity, ReportIgnoredSignal, Respond, RunActivity } from "../partition/effect.js";
import type { PartitionEvent } from "../partition/event.js";
import { emptyState, type PublishedCode, type ResidentState } from "../partition/state.js";
import { type LogGroup, type PartitionEffect, stepTogether } from "../partition/step-together.js";
import { timersOf, wakeOfEntity, wakeOfInstance } from "../partition/wake.js";
import { decodeEvent, encodeEvent } from "../storage/event-codec.js";
import { diskFailure } from "../storage/file/data-directory.js";
import { GroupCommit } from "../storage/group-commit.js";
import { type Log, type LogPosition, logPosition } from "../storage/log.js";
import { type Clock, type NextTurn, nextTurnOfLoop } from "./clock.js";
import type { EntityRunner } from "./entity-runner.js";
import type { EpisodeRunner } from "./episode-runner.js";
import type { HubHealth } from "./hub.js";
import { ReleaseGate } from "./release-gate.js";
import { TimerQueue } from "./timer-queue.js";

/** Where the effects of a thread's partitions go. Called only with what may be seen. */
export interface HostSink {
  runActivity(order: RunActivity): void;
  abortActivity(order: AbortActivity): void;
  registerCode(code: PublishedCode): void;
  publish(record: InstanceRecord): void;
  respond(respond: Respond): void;
  ignoredSignal(report: ReportIgnoredSignal): void;
  unknownOrchestration(record: InstanceRecord): void;
  stopped(health: HubHealth & { readonly state: "stopped" }): void;
}

export interface PartitionHostOptions {
  readonly partitionCount: number;
  readonly log: Log;
  readonly clock: Clock;
  readonly episodes: EpisodeRunner;
  readonly entities: EntityRunner;
  readonly sink: HostSink;
  /** Default: the event loop's. */
  readonly nextTurn?: NextTurn;
}

/** A turn that has worked this long writes down what it has, so that answers do not wait for the queue. */
const TURN_MS_MAX = 5;

/**
 * The loop of a thread: take what has arrived → step → append → commit → release. All partitions of
 * the thread share one log. Stepping runs ahead of the disk; the gate holds back what others could see.
 */
export class PartitionHost {
  private readonly states: readonly ResidentState[];
  /** All partitions of the hub share the log of this thread. */
  private readonly group: LogGroup;
  private readonly arrived: { readonly partition: PartitionId; readonly event: PartitionEvent }[] = [];
  private readonly episodesDue = new Set<InstanceId>();
  private readonly entitiesDue = new Set<EntityId>();
  private readonly gate = new ReleaseGate((released) => this.perform(released));
  private readonly timers: TimerQueue;
  /** Answers to readers, in the order of the positions that they wait for. */
  private readonly reads: { readonly position: LogPosition; readonly answer: () => void }[] = [];
  private durable = logPosition(0);
  private commit: GroupCommit | undefined;
  private readonly nextTurn: NextTurn;
  private unschedule: (() => void) | undefined;
  private phase: "recovering" | "running" | "closing" | "stopped" = "recovering";

  constructor(private readonly options: PartitionHostOptions) {
    const { partitionCount, clock } = options;
    this.nextTurn = options.nextTurn ?? nextTurnOfLoop;
    this.states = Array.from({ length: partitionCount }, (_, index) => emptyState(partitionId(index)));
    this.group = {
      partitionCount,
      get: (partition) => this.states[partition],
      residents: (partition) => this.state(partition).instances.keys(),
    };
    this.timers = new TimerQueue(clock, (key) =>
      this.take(key.instanceId, { type: "TimerFired", atMs: clock.nowMs(), ...key }),
    );
  }

  /** Folds the log, effects dropped, and then asks again for what was under way. Gives the number of records. */
  recover(): number {
    const { log, sink } = this.options;
    let records = 0;
    for (const { position, partition, payload } of log.read()) {
      this.replay(position, partition, decodeEvent(payload));
      records = position;
    }
    this.commit = new GroupCommit(log, logPosition(records), {
      durable: (position) => this.guard("releasing effects", () => this.madeDurable(position)),
      failed: (error) => this.logFailed(error),
    });
    this.durable = logPosition(records);
    this.phase = "running";
    for (const state of this.states) {
      for (const code of state.codes.values()) sink.registerCode(code);
      for (const { record } of state.instances.values()) sink.publish(record);
      this.resume(state);
    }
    return records;
  }

  /** What was under way outside is asked for again; who waits for timers alone is armed without an event. */
  private resume(state: ResidentState): void {
    const atMs = this.options.clock.nowMs();
    if (state.outbox.size > 0) this.takeFor(state.partition, { type: "PartitionRecovered", atMs });
    for (const [instanceId, instance] of state.instances.entries()) {
      if (wakeOfInstance(instance) === "now") this.take(instanceId, { type: "InstanceResumed", atMs, instanceId });
      else for (const { type: _type, fireAtMs, ...key } of timersOf(instance)) this.timers.set(key, fireAtMs);
    }
    for (const [entityId, entity] of state.entities.entries()) {
      if (wakeOfEntity(entity) !== "now") continue;
      this.take(entityId, { type: "InstanceResumed", atMs, instanceId: entityId });
    }
  }

  private replay(position: number, partition: PartitionId, event: PartitionEvent): void {
    try {
      stepTogether(this.group, partition, event);
    } catch (cause) {
      const what = cause instanceof Error ? cause.message : String(cause);
      throw new InvariantViolation(
        `Dacapo broke in partition ${partition} while it replayed log position ${position}, event ${event.type}: ${what}. The log was not changed.`,
        { cause },
      );
    }
  }

  /** Takes an event about an instance. It is stepped in this thread's next turn. */
  take(instanceId: InstanceId, event: PartitionEvent): void {
    this.takeFor(partitionOf(instanceId, this.states.length), event);
  }

  takeFor(partition: PartitionId, event: PartitionEvent): void {
    if (this.phase !== "running") return;
    this.arrived.push({ partition, event });
    this.schedule();
  }

  /** The history as it is, durable or not. */
  historyOf(instanceId: InstanceId): readonly HistoryEvent[] | undefined {
    return this.stateOf(instanceId).instances.get(instanceId)?.history;
  }

  /** Gives the state of an entity as it is now, as soon as all that made it so is durable. */
  readEntity(entityId: EntityId, answer: (state: JsonText | undefined) => void): void {
    const position = this.commit?.appended ?? this.durable;
    const state = this.stateOf(entityId).entities.get(entityId)?.state;
    this.reads.push({ position, answer: () => answer(state) });
    this.answerReads();
  }

  private answerReads(): void {
    for (let read = this.reads[0]; read !== undefined && read.position <= this.durable; read = this.reads[0]) {
      this.reads.shift();
      read.answer();
    }
  }

  private madeDurable(position: LogPosition): void {
    this.durable = position;
    this.gate.open(position);
    this.answerReads();
  }

  /** Steps what has arrived, makes it durable, and ends. Nothing is taken any more. */
  async close(): Promise<void> {
    if (this.phase === "running") {
      this.phase = "closing";
      for (const { partition, event } of this.arrived.splice(0)) this.apply(partition, event);
      this.commit?.flush();
      await this.commit?.settled();
    }
    this.end();
  }

  private end(): void {
    this.phase = "stopped";
    this.unschedule?.();
    this.unschedule = undefined;
    this.arrived.length = 0;
    this.episodesDue.clear();
    this.entitiesDue.clear();
    this.timers.close();
    this.options.episodes.close();
    this.options.log.close();
  }

  private schedule(): void {
    this.unschedule ??= this.nextTurn(() => {
      this.unschedule = undefined;
      this.guard("in its loop", () => this.turn());
    });
  }

  /** What is thrown in here is a bug of ours: it stops the thread's partitions, not the process. */
  private guard(where: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.broke(error, where);
    }
  }

  private turn(): void {
    const { clock } = this.options;
    const endAtMs = clock.nowMs() + TURN_MS_MAX;
    let next = 0;
    // Everything that arrived is stepped before episodes run: results that arrive together are told together.
    for (; next < this.arrived.length && this.phase === "running"; next++) {
      const item = this.arrived[next];
      if (item !== undefined) this.apply(item.partition, item.event);
      if ((next & 63) === 63 && clock.nowMs() > endAtMs) {
        next += 1;
        break;
      }
    }
    this.arrived.splice(0, next);
    for (const instanceId of this.episodesDue) {
      if (this.phase !== "running" || clock.nowMs() > endAtMs) break;
      this.episodesDue.delete(instanceId);
      this.runEpisode(instanceId);
    }
    for (const entityId of this.entitiesDue) {
      if (this.phase !== "running" || clock.nowMs() > endAtMs) break;
      this.entitiesDue.delete(entityId);
      this.runEntity(entityId);
    }
    if (this.phase !== "running") return;
    this.commit?.flush();
    if (this.arrived.length > 0 || this.episodesDue.size > 0 || this.entitiesDue.size > 0) this.schedule();
  }

  private runEpisode(instanceId: InstanceId): void {
    const state = this.stateOf(instanceId);
    try {
      const result = this.options.episodes.run(state, instanceId);
      if (result.kind === "ended") this.apply(state.partition, result.event);
      else if (result.kind === "unknown") {
        const record = state.instances.get(instanceId)?.record;
        if (record !== undefined) this.options.sink.unknownOrchestration(record);
      }
    } catch (error) {
      this.broke(error, `in partition ${state.partition}, running an episode of instance ${instanceId}`);
    }
  }

  private runEntity(entityId: EntityId): void {
    const state = this.stateOf(entityId);
    try {
      const event = this.options.entities.run(state, entityId);
      if (event !== undefined) this.apply(state.partition, event);
    } catch (error) {
      this.broke(error, `in partition ${state.partition}, running operations of entity ${entityId}`);
    }
  }

  private apply(partition: PartitionId, event: PartitionEvent): void {
    const { commit } = this;
    invariant(commit !== undefined, "an event is applied before the log was read");
    let effects: ReturnType<typeof stepTogether>;
    try {
      effects = stepTogether(this.group, partition, event);
    } catch (error) {
      // The event is not in the log: the partition recovers to the state before it.
      const about = "instanceId" in event ? ` of instance ${event.instanceId}` : "";
      this.broke(
        error,
        `in partition ${partition} at log position ${commit.appended + 1}, event ${event.type}${about}`,
      );
      return;
    }
    const position = commit.append(partition, encodeEvent(event));
    this.gate.admit(position, effects);
  }

  private perform({ effect }: PartitionEffect): void {
    const { sink, episodes } = this.options;
    switch (effect.type) {
      case "RunEpisode":
        this.episodesDue.add(effect.instanceId);
        if (this.phase === "running") this.schedule();
        return;
      case "RunEntity":
        this.entitiesDue.add(effect.entityId);
        if (this.phase === "running") this.schedule();
        return;
      case "SendMessages":
      case "ConfirmMessages":
        throw new InvariantViolation(`all partitions share one log, and there is a ${effect.type} effect`);
      case "ReportIgnoredSignal":
        sink.ignoredSignal(effect);
        return;
      case "DropSession":
        episodes.drop(effect.executionId);
        return;
      case "SetTimer": {
        const { type: _type, fireAtMs, ...key } = effect;
        this.timers.set(key, fireAtMs);
        return;
      }
      case "ClearTimer":
        this.timers.clear(effect);
        return;
      case "RunActivity":
        sink.runActivity(effect);
        return;
      case "AbortActivity":
        sink.abortActivity(effect);
        return;
      case "RegisterCode":
        sink.registerCode(effect);
        return;
      case "PublishHistory":
        sink.publish(effect.record);
        return;
      case "Respond":
        sink.respond(effect);
        return;
      default:
        unreachable(effect, "effect");
        return;
    }
  }

  private state(partition: PartitionId): ResidentState {
    const state = this.states[partition];
    invariant(state !== undefined, `partition ${partition} is not one of this hub's ${this.states.length}`);
    return state;
  }

  private stateOf(instanceId: InstanceId): ResidentState {
    return this.state(partitionOf(instanceId, this.states.length));
  }

  private logFailed(error: unknown): void {
    const failure = diskFailure(error);
    if (failure === undefined) {
      this.broke(error, "writing the log");
      return;
    }
    const details = failure.details as { readonly stopCode: string };
    this.stop(details.stopCode, failure.message);
  }

  private broke(error: unknown, where: string): void {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.stop(
      "ENGINE_BUG",
      `Dacapo broke ${where}: ${what}. The log is intact: start it again, and please report this message.`,
    );
  }

  private stop(code: string, reason: string): void {
    if (this.phase === "stopped") return;
    this.end();
    this.options.sink.stopped({ state: "stopped", code, reason });
  }
}

import {
  entityIdParts,
  type InstanceId,
  invariant,
  type PartitionId,
  type SpeculationMode,
  unreachable,
} from "../model/index.js";
import { releaseOf } from "../partition/effect.js";
import type { PartitionEvent } from "../partition/event.js";
import { stepTogether } from "../partition/step-together.js";
import { diskFailure } from "../storage/file/data-directory.js";
import type { CommitMetrics } from "../storage/flush-samples.js";
import { GroupCommit } from "../storage/group-commit.js";
import type { Log, LogPosition } from "../storage/log.js";
import { Causes, type Fate, settleArrived } from "./causes.js";
import { type Clock, type NextTurn, nextTurnOfLoop } from "./clock.js";
import { DueCode } from "./due-code.js";
import type { EntityRunner } from "./entity-runner.js";
import type { EpisodeRunner } from "./episode-runner.js";
import { FlushTiming } from "./flush-timing.js";
import type { HostSink } from "./host-sink.js";
import type { LogPlace } from "./log-links.js";
import { encodeLogOpened, LOG_ITSELF } from "./log-opened.js";
import { PositionQueue } from "./position-queue.js";
import { Publications } from "./publications.js";
import type { Pulse } from "./pulse.js";
import type { TimeLimit } from "./realm/time-limit.js";
import type { RecoveredLog } from "./recover-log.js";
import { type Released, ReleaseGate } from "./release-gate.js";
import type { StateBytes } from "./state-bytes.js";
import { stoppedBy } from "./stopped-by.js";
import { TimerQueue } from "./timer-queue.js";

export interface PartitionHostOptions {
  readonly recovered: RecoveredLog;
  readonly log: Pick<Log, "append">;
  readonly bytes: StateBytes;
  readonly mode: SpeculationMode;
  readonly isIdempotent: (activity: string) => boolean;
  readonly clock: Clock;
  readonly episodes: EpisodeRunner;
  readonly entities: EntityRunner;
  readonly sink: HostSink;
  /** Shows whose code the thread is in. */
  readonly pulse: Pulse;
  /** Absent when somebody else looks after the thread. */
  readonly timeLimit?: TimeLimit;
  readonly partitionOf: (instanceId: InstanceId) => PartitionId;
  /** Default: the event loop's. */
  readonly nextTurn?: NextTurn;
}

interface Arrived {
  readonly partition: PartitionId;
  readonly event: PartitionEvent;
  /** The place in another log that it follows from, when that is not known to be durable. */
  readonly cause?: LogPlace;
}

/** A turn that has worked this long writes down what it has, so that answers do not wait for the queue. */
const TURN_MS_MAX = 5;
/** What follows at once from what was done is done in the same turn: each turn of the event loop costs as much as a step. */
const ROUNDS_MAX = 16;

/**
 * The loop of a thread: take what has arrived → step → append → commit → release. All partitions of
 * the thread share one log. Stepping runs ahead of the disk; the gate holds back what others could see.
 * An incarnation ends for good when the log fails or Dacapo is wrong; the next one recovers.
 */
export class PartitionHost {
  readonly epoch: number;
  private readonly commit: GroupCommit;
  private arrived: Arrived[] = [];
  private readonly due: DueCode;
  private readonly gate: ReleaseGate;
  private readonly timers: TimerQueue;
  private readonly causes = new Causes();
  private readonly publications: Publications;
  /** Messages to other logs that may leave before their cause is durable, but not before it is being written. */
  private readonly crossing = new PositionQueue<() => void>();
  private readonly waiters = new PositionQueue<() => void>();
  private readonly flushing: FlushTiming;
  private readonly nextTurn: NextTurn;
  private unschedule: (() => void) | undefined;
  private phase: "running" | "closing" | "stopped" = "running";

  constructor(private readonly options: PartitionHostOptions) {
    const { recovered, log, clock, mode, isIdempotent } = options;
    this.epoch = recovered.epoch + 1;
    this.nextTurn = options.nextTurn ?? nextTurnOfLoop;
    this.gate = new ReleaseGate(
      (effect) => releaseOf(effect, mode, isIdempotent),
      (released) => this.perform(released),
    );
    this.publications = new Publications(
      (published, isNew) => options.sink.publish(published, isNew),
      (instanceId) => options.sink.forget(instanceId),
    );
    this.timers = new TimerQueue(clock, (key) =>
      this.take(key.instanceId, { type: "TimerFired", atMs: clock.nowMs(), ...key }),
    );
    this.commit = new GroupCommit(log, recovered.position, {
      handed: (position) => this.guard("sending messages to other logs", () => this.letCross(position)),
      durable: (position) =>
        this.guard("releasing effects", () => {
          // Who is answered finds what the answer speaks of.
          this.publications.durable(position);
          this.gate.open(position);
          this.waiters.reached(position, run);
          options.sink.durable(position);
        }),
      failed: (error) => this.diskFailed(error),
    });
    this.flushing = new FlushTiming({
      clock,
      hasGathered: () => this.commit.appended > this.commit.handed,
      isAwaited: () => this.isFlushAwaited(),
      flush: () => this.guard("writing to the log", () => this.commit.flush()),
    });
    const { episodes, entities, sink, pulse, timeLimit } = options;
    this.due = new DueCode({
      clock,
      pulse,
      timeLimit,
      episodes,
      entities,
      sink,
      stateOf: (id) => this.stateOf(id),
      isRunning: () => this.phase === "running",
      apply: (partition, event) => this.apply(partition, event),
      broke: (error, where) => this.broke(error, where),
    });
    // Positions that were lost are used again: from here on they are another incarnation's.
    this.commit.append(LOG_ITSELF, encodeLogOpened(this.epoch));
    this.schedule();
  }

  get appended(): LogPosition {
    return this.commit.appended;
  }

  get durable(): LogPosition {
    return this.commit.durable;
  }

  get queueDepth(): number {
    return this.arrived.length + this.due.size;
  }

  get effectsHeld(): number {
    return this.gate.waiting + this.publications.size;
  }

  get commitMetrics(): CommitMetrics {
    return this.commit.metrics();
  }

  queuedByPartition(): ReadonlyMap<PartitionId, number> {
    const queued = new Map<PartitionId, number>();
    for (const { partition } of this.arrived) queued.set(partition, (queued.get(partition) ?? 0) + 1);
    return queued;
  }

  /** Takes an event about an instance or entity. It is stepped in this thread's next turn. */
  take(id: InstanceId, event: PartitionEvent): void {
    this.takeFor(this.options.partitionOf(id), event);
  }

  takeFor(partition: PartitionId, event: PartitionEvent, cause?: LogPlace): void {
    if (this.phase !== "running") return;
    this.arrived.push(cause === undefined ? { partition, event } : { partition, event, cause });
    this.schedule();
  }

  /** Sets a timer that is part of the state already. */
  arm(released: Released): void {
    this.perform(released);
  }

  /**
   * Other logs have become durable, or begun anew. `lost`: something in this log follows from what is
   * gone, and this incarnation must not go on.
   */
  settleCauses(fateOf: (cause: LogPlace) => Fate): "kept" | "lost" {
    if (this.arrived.some(({ cause }) => cause !== undefined)) this.arrived = settleArrived(this.arrived, fateOf);
    if (this.causes.settle(fateOf) === "lost") return "lost";
    this.commit.hold(this.causes.oldest);
    this.commit.flush();
    return "kept";
  }

  /** The logs whose word this one waits for. */
  get awaitedThreads(): ReadonlySet<number> {
    return this.causes.threads;
  }

  /** Runs `answer` when everything up to now is durable. */
  whenDurable(answer: () => void): void {
    const { appended, durable } = this.commit;
    if (appended <= durable) answer();
    else {
      this.waiters.add(appended, answer);
      this.schedule();
    }
  }

  /** Somebody is held up until what was appended is durable, or at least being written. */
  private isFlushAwaited(): boolean {
    const { mode } = this.options;
    if (mode === "conservative" || this.gate.waiting > 0 || this.waiters.size > 0 || this.crossing.size > 0)
      return true;
    return this.publications.endsThrough > this.commit.handed;
  }

  /** Steps what has arrived and makes it durable. Nothing is taken any more. */
  async drain(): Promise<void> {
    if (this.phase !== "running") return;
    this.phase = "closing";
    for (const { partition, event, cause } of this.arrived.splice(0)) this.apply(partition, event, cause);
    this.commit.flush();
    await this.commit.settled();
  }

  /** Ends as if the process had: nothing more is written. Resolves when the disk is at rest. */
  async abandon(): Promise<void> {
    this.end();
    await this.commit.settled();
  }

  private end(): void {
    this.phase = "stopped";
    this.commit.stop();
    this.flushing.close();
    this.unschedule?.();
    this.unschedule = undefined;
    this.arrived.length = 0;
    this.due.clear();
    this.timers.close();
    this.options.episodes.close();
  }

  private schedule(): void {
    this.unschedule ??= this.nextTurn(() => {
      this.unschedule = undefined;
      this.guard("in its loop", () => this.turn());
    });
  }

  /** What is thrown in here is a disk that failed, or a bug of ours: it stops the thread's partitions, not the process. */
  guard(where: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.broke(error, where);
    }
  }

  private turn(): void {
    const { clock, sink } = this.options;
    const endAtMs = clock.nowMs() + TURN_MS_MAX;
    for (let round = 0; round < ROUNDS_MAX && (round === 0 || this.queueDepth > 0); round++) {
      this.stepArrived(endAtMs);
      this.due.run(endAtMs);
      if (this.phase !== "running") return;
      if (clock.nowMs() > endAtMs) break;
    }
    this.flushing.turnEnded();
    sink.turnEnded();
    if (this.queueDepth > 0) this.schedule();
  }

  /** Everything that arrived is stepped before episodes run: results that arrive together are told together. */
  private stepArrived(endAtMs: number): void {
    const { arrived } = this;
    let next = 0;
    for (; next < arrived.length && this.phase === "running"; next++) {
      const item = arrived[next];
      if (item !== undefined) this.apply(item.partition, item.event, item.cause);
      if ((next & 63) === 63 && this.options.clock.nowMs() > endAtMs) {
        next += 1;
        break;
      }
    }
    if (this.phase !== "running") return;
    this.arrived = arrived.slice(next);
  }

  private apply(partition: PartitionId, event: PartitionEvent, cause?: LogPlace): void {
    const { recovered, sink, bytes } = this.options;
    let effects: ReturnType<typeof stepTogether>;
    try {
      effects = stepTogether(recovered.group, partition, event);
    } catch (error) {
      // The event is not in the log: the partition recovers to the state before it.
      const about = "instanceId" in event ? ` of instance ${event.instanceId}` : "";
      this.broke(
        error,
        `in partition ${partition} at log position ${this.commit.appended + 1}, event ${event.type}${about}`,
      );
      return;
    }
    const record = bytes.ofEvent(event);
    const position = this.commit.append(partition, record);
    if (cause !== undefined) {
      this.causes.add(position, cause);
      this.commit.hold(this.causes.oldest);
    }
    sink.stepped(partition, position, event, record.byteLength);
    for (const { partition: owner, effect } of effects) {
      if (effect.type === "PublishHistory") this.publications.add(position, effect.record, effect.history);
      else if (effect.type === "ForgetHistory") this.publications.addForgotten(position, effect.instanceId);
      else if (effect.type === "Respond" && sink.isPartOfLaterAnswer(effect)) continue;
      else this.gate.admit({ position, partition: owner, effect });
    }
  }

  private perform(released: Released): void {
    const { effect, partition, position } = released;
    const { sink, episodes } = this.options;
    switch (effect.type) {
      case "RunEpisode":
        this.due.episodes.add(effect.instanceId);
        if (this.phase === "running") this.schedule();
        return;
      case "RunEntity":
        this.due.entities.add(effect.entityId);
        if (this.phase === "running") this.schedule();
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
      case "SendMessages":
        if (position <= this.commit.handed) sink.send(partition, position, effect);
        else this.crossing.add(position, () => sink.send(partition, position, effect));
        return;
      case "ConfirmMessages":
        sink.confirm(partition, effect);
        return;
      case "ReportIgnoredSignal":
        sink.ignoredSignal(effect);
        return;
      case "ReportIgnoredStart":
        sink.ignoredStart(effect);
        return;
      case "Respond":
        sink.respond(effect);
        return;
      default:
        unreachable(effect, "effect");
        return;
    }
  }

  /**
   * Messages leave with the write of their cause, and not one by one as they come up: who takes one may not
   * write past it before its cause is durable here, so that two logs that talk back and forth within one
   * write of either would write a few records at a time ever after. Now a write waits for one write of the
   * other log, and carries all that came up meanwhile.
   */
  private letCross(handed: LogPosition): void {
    if (this.crossing.reached(handed, run) > 0) this.options.sink.passOn();
  }

  private stateOf(id: InstanceId) {
    const partition = this.options.partitionOf(id);
    const state = this.options.recovered.group.get(partition);
    invariant(state !== undefined, `partition ${partition} of ${entityIdParts(id)?.name ?? id} is not on this log`);
    return state;
  }

  /** The disk refused what this incarnation relies on: it ends, and nothing is tried again. */
  diskFailed(error: unknown): void {
    this.broke(error, "at the disk");
  }

  /** A disk that fails may be met anywhere, for what is not in memory is read from it. */
  private broke(error: unknown, where: string): void {
    if (diskFailure(error) !== undefined) {
      const { code, reason } = stoppedBy(error);
      this.stop(code, reason);
      return;
    }
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.stop("ENGINE_BUG", `Dacapo broke ${where}: ${what}. The log is intact. Please report this message.`);
  }

  private stop(code: string, reason: string): void {
    if (this.phase === "stopped") return;
    this.end();
    this.options.sink.stopped({ state: "stopped", code, reason });
  }
}

function run(act: () => void): void {
  act();
}

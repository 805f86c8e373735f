import {
  type EntityId,
  type EpochMs,
  entityIdParts,
  type InstanceId,
  invariant,
  type PartitionId,
} from "../model/index.js";
import type { PartitionEvent } from "../partition/event.js";
import type { PartitionState } from "../partition/state.js";
import type { Clock } from "./clock.js";
import type { EntityRunner } from "./entity-runner.js";
import type { EpisodeRunner } from "./episode-runner.js";
import type { HostSink } from "./host-sink.js";
import type { Pulse } from "./pulse.js";
import type { TimeLimit } from "./realm/time-limit.js";
import { hangReason } from "./restart-policy.js";

export interface DueCodeParts {
  readonly clock: Clock;
  /** Shows whose code the thread is in. */
  readonly pulse: Pulse;
  /** Absent when somebody else looks after the thread. */
  readonly timeLimit: TimeLimit | undefined;
  readonly episodes: EpisodeRunner;
  readonly entities: EntityRunner;
  readonly sink: Pick<HostSink, "said" | "unknownOrchestration">;
  readonly stateOf: (id: InstanceId) => PartitionState;
  /** False once the incarnation has ended, be it by what was just applied. */
  readonly isRunning: () => boolean;
  /** Takes what came of an episode or a batch. */
  readonly apply: (partition: PartitionId, event: PartitionEvent) => void;
  readonly broke: (error: unknown, where: string) => void;
}

/** The episodes and batches that partitions have asked for, and their turn: the one place where a thread runs people's code. */
export class DueCode {
  readonly episodes = new Set<InstanceId>();
  readonly entities = new Set<EntityId>();

  constructor(private readonly parts: DueCodeParts) {}

  get size(): number {
    return this.episodes.size + this.entities.size;
  }

  clear(): void {
    this.episodes.clear();
    this.entities.clear();
  }

  /** Lets people's code run, for as long as the turn may take; where nobody else looks after the thread, within a limit. */
  run(endAtMs: EpochMs): void {
    const { timeLimit, pulse, episodes, entities } = this.parts;
    if (this.size === 0) return;
    if (timeLimit === undefined) {
      this.runUntil(endAtMs);
      return;
    }
    if (timeLimit.run(() => this.runUntil(endAtMs)).kind === "ended") return;
    const stuck = pulse.busy?.instanceId;
    pulse.end();
    invariant(stuck !== undefined, "a turn was stopped for taking too long, and nobody's code was running");
    const reason = hangReason(timeLimit.limitMs);
    if (entityIdParts(stuck) === undefined) {
      episodes.condemn(stuck, reason);
      this.episodes.add(stuck);
    } else {
      entities.condemn(stuck, reason);
      this.entities.add(stuck as EntityId);
    }
  }

  private runUntil(endAtMs: EpochMs): void {
    const { clock } = this.parts;
    for (const instanceId of this.episodes) {
      const nowMs = clock.nowMs();
      if (!this.parts.isRunning() || nowMs > endAtMs) return;
      this.episodes.delete(instanceId);
      this.runEpisode(instanceId, nowMs);
    }
    for (const entityId of this.entities) {
      const nowMs = clock.nowMs();
      if (!this.parts.isRunning() || nowMs > endAtMs) return;
      this.entities.delete(entityId);
      this.runEntity(entityId, nowMs);
    }
  }

  private runEpisode(instanceId: InstanceId, nowMs: EpochMs): void {
    const state = this.parts.stateOf(instanceId);
    try {
      const result = this.inCode(instanceId, nowMs, () => this.parts.episodes.run(state, instanceId, nowMs));
      if (result.kind === "ended") {
        const { event, log } = result;
        const record = log.length === 0 ? undefined : state.instances.get(instanceId)?.record;
        this.parts.apply(state.partition, event);
        if (record !== undefined) this.parts.sink.said(record, log);
      } else if (result.kind === "unknown") {
        const record = state.instances.get(instanceId)?.record;
        if (record !== undefined) this.parts.sink.unknownOrchestration(record);
      }
    } catch (error) {
      this.parts.broke(error, `in partition ${state.partition}, running an episode of instance ${instanceId}`);
    }
  }

  private runEntity(entityId: EntityId, nowMs: EpochMs): void {
    const state = this.parts.stateOf(entityId);
    try {
      const event = this.inCode(entityId, nowMs, () => this.parts.entities.run(state, entityId));
      if (event !== undefined) this.parts.apply(state.partition, event);
    } catch (error) {
      this.parts.broke(error, `in partition ${state.partition}, running operations of entity ${entityId}`);
    }
  }

  /** Whoever looks after this thread can see whose code it is in. */
  private inCode<Result>(id: InstanceId, nowMs: EpochMs, run: () => Result): Result {
    const { pulse } = this.parts;
    pulse.begin(id, nowMs);
    const result = run();
    pulse.end();
    return result;
  }
}

import { EntityRunner } from "../../src/host/entity-runner.js";
import {
  type EntityId,
  type ExecutionId,
  encodeJson,
  executionId,
  type InstanceId,
  invariant,
  type PartitionId,
  partitionId,
  partitionOf,
} from "../../src/model/index.js";
import {
  type AnyOrchestration,
  type EntityKind,
  isMessage,
  LiveOrchestration,
  replay,
} from "../../src/orchestration/index.js";
import { episodeInput } from "../../src/partition/episode-input.js";
import type { PartitionEvent } from "../../src/partition/event.js";
import type { Message } from "../../src/partition/message.js";
import type { ResidentState } from "../../src/partition/state.js";
import { stepTogether } from "../../src/partition/step-together.js";
import { wakeOfEntity, wakeOfInstance } from "../../src/partition/wake.js";
import { copyOf, emptyStates, groupWithin } from "./whole-state.js";

/** What is on its way between two logs. It may be lost, arrive twice, late, or out of order. */
type Packet =
  | {
      readonly kind: "messages";
      readonly from: PartitionId;
      readonly to: PartitionId;
      readonly firstSeq: number;
      readonly messages: readonly Message[];
    }
  | { readonly kind: "confirm"; readonly from: PartitionId; readonly to: PartitionId; readonly through: number };

/**
 * A hub whose partitions lie in several logs, without a host: the real steps, orchestrators and
 * entities, and a network that does to messages whatever it is told to. A test decides what happens next.
 */
export class ScatteredPartitions {
  private states: ResidentState[];
  /** Which log a partition is in. */
  private logOf: number[];
  private packets: Packet[] = [];
  private readonly episodesDue = new Set<InstanceId>();
  private readonly entitiesDue = new Set<EntityId>();
  private readonly live = new Map<ExecutionId, LiveOrchestration>();
  private readonly entities: EntityRunner;
  private nowMs = 0;
  private started = 0;
  readonly happened = { lost: 0, repeated: 0, outOfOrder: 0, taken: 0, restarts: 0, regroupings: 0, within: 0 };

  constructor(
    private readonly partitionCount: number,
    logs: number,
    private readonly orchestrations: readonly AnyOrchestration[],
    kinds: readonly EntityKind[],
  ) {
    this.states = emptyStates(partitionCount);
    this.logOf = this.states.map(({ partition }) => partition % logs);
    this.entities = new EntityRunner(kinds, { nowMs: () => this.nowMs, callAt: () => () => undefined }, () =>
      executionId(`started-${++this.started}`),
    );
  }

  start(instanceId: InstanceId, name: string, input: unknown): void {
    this.happen(this.placeOf(instanceId), {
      type: "StartRequested",
      atMs: this.nowMs,
      replyTo: 1,
      instanceId,
      executionId: executionId(`execution of ${instanceId}`),
      name,
      input: encodeJson(input),
      tags: {},
    });
  }

  terminate(instanceId: InstanceId, its: { readonly cleanUp?: true } = {}): void {
    const event = { atMs: this.nowMs, replyTo: 1, instanceId, reason: "test", ...its };
    this.happen(this.placeOf(instanceId), { type: "TerminateRequested", ...event });
  }

  signal(entityId: EntityId, operation: string, input: unknown): void {
    const event = { atMs: this.nowMs, replyTo: 1, entityId, operation, input: encodeJson(input) };
    this.happen(this.placeOf(entityId), { type: "EntitySignalRequested", ...event });
  }

  stateOf(entityId: EntityId): string | undefined {
    return this.stateAt(this.placeOf(entityId)).entities.get(entityId)?.state;
  }

  recordOf(instanceId: InstanceId) {
    return this.stateAt(this.placeOf(instanceId)).instances.get(instanceId)?.record;
  }

  /** Does the `pick`-th of the things that could happen next. */
  runOne(pick: number): void {
    this.nowMs += 1;
    const episodes = [...this.episodesDue];
    const entities = [...this.entitiesDue];
    const count = episodes.length + entities.length;
    if (count === 0) return;
    const index = pick % count;
    const instanceId = episodes[index];
    if (instanceId !== undefined) this.runEpisode(instanceId);
    const entityId = entities[index - episodes.length];
    if (entityId !== undefined) this.runEntity(entityId);
  }

  deliver(pick: number): void {
    const [packet, index] = this.pick(pick);
    if (packet === undefined) return;
    if (index > 0) this.happened.outOfOrder += 1;
    this.packets.splice(index, 1);
    this.arrive(packet);
  }

  repeat(pick: number): void {
    const [packet] = this.pick(pick);
    if (packet === undefined) return;
    this.happened.repeated += 1;
    this.arrive(packet);
  }

  lose(pick: number): void {
    const [packet, index] = this.pick(pick);
    if (packet === undefined) return;
    this.happened.lost += 1;
    this.packets.splice(index, 1);
  }

  /** A sender that has heard nothing for long sends again. */
  sendAgain(pick: number): void {
    this.happen(partitionId(pick % this.partitionCount), { type: "PartitionRecovered", atMs: this.nowMs });
  }

  /** Everything that is not in a partition's state is gone; the partitions may lie in other logs afterwards. */
  restart(pick: number): void {
    this.happened.restarts += 1;
    this.states = this.states.map(copyOf);
    this.episodesDue.clear();
    this.entitiesDue.clear();
    this.live.clear();
    if (pick % 3 !== 0) {
      this.happened.regroupings += 1;
      this.logOf = this.logOf.map((log, partition) => (log + ((pick >> (partition % 8)) & 1)) % this.partitionCount);
    }
    for (const { partition } of this.states) this.happen(partition, { type: "PartitionRecovered", atMs: this.nowMs });
    for (const state of this.states) {
      for (const [id, instance] of [...state.instances.entries()]) {
        if (wakeOfInstance(instance) === "now") this.resume(state.partition, id);
      }
      for (const [id, entity] of [...state.entities.entries()]) {
        if (wakeOfEntity(entity) === "now") this.resume(state.partition, id);
      }
    }
  }

  /** Lets everything come to its end, with a network that does what it should. */
  settle(): void {
    for (let round = 0; round < 10_000; round++) {
      if (this.packets.length > 0) this.deliver(0);
      else if (this.episodesDue.size + this.entitiesDue.size > 0) this.runOne(0);
      else if (!this.repeatOutboxes()) return;
    }
    throw new Error("the partitions never come to rest");
  }

  private repeatOutboxes(): boolean {
    for (const { partition, outbox } of this.states) {
      if ([...outbox.values()].some(({ messages }) => messages.length > 0)) this.sendAgain(partition);
    }
    return this.packets.length > 0;
  }

  private resume(partition: PartitionId, instanceId: InstanceId): void {
    this.happen(partition, { type: "InstanceResumed", atMs: this.nowMs, instanceId });
  }

  private arrive(packet: Packet): void {
    const { from, to } = packet;
    const atMs = this.nowMs;
    if (packet.kind === "confirm") {
      this.happen(to, { type: "SendConfirmed", atMs, to: from, through: packet.through });
      return;
    }
    const { firstSeq, messages } = packet;
    this.happened.taken += 1;
    this.happen(to, { type: "MessagesReceived", atMs, from, firstSeq, messages });
  }

  private happen(partition: PartitionId, event: PartitionEvent): void {
    const log = this.logOf[partition];
    const group = groupWithin(
      this.partitionCount,
      this.states.filter((state) => this.logOf[state.partition] === log),
    );
    for (const { partition: of, effect } of stepTogether(group, partition, event)) {
      if (of !== partition) this.happened.within += 1;
      switch (effect.type) {
        case "RunEpisode":
          this.episodesDue.add(effect.instanceId);
          break;
        case "RunEntity":
          this.entitiesDue.add(effect.entityId);
          break;
        case "DropSession":
          this.live.delete(effect.executionId);
          break;
        case "SendMessages": {
          const { to, firstSeq, messages } = effect;
          this.packets.push({ kind: "messages", from: of, to, firstSeq, messages });
          break;
        }
        case "ConfirmMessages":
          this.packets.push({ kind: "confirm", from: of, to: effect.from, through: effect.through });
          break;
        default:
          break;
      }
    }
  }

  private runEntity(entityId: EntityId): void {
    this.entitiesDue.delete(entityId);
    const state = this.stateAt(this.placeOf(entityId));
    const event = this.entities.run(state, entityId);
    if (event !== undefined) this.happen(state.partition, event);
  }

  private runEpisode(instanceId: InstanceId): void {
    this.episodesDue.delete(instanceId);
    const state = this.stateAt(this.placeOf(instanceId));
    const input = episodeInput(state, instanceId);
    const record = state.instances.get(instanceId)?.record;
    if (input === undefined || record === undefined) return;
    const { turn, history, news, deliveredThrough } = input;
    const nowMs = Math.max(this.nowMs, input.notBeforeMs);
    const { executionId } = record;
    const orchestration = this.orchestrations.find(({ name }) => name === record.name);
    const [started] = history;
    invariant(orchestration !== undefined && started?.type === "ExecutionStarted", `${record.name} cannot be run`);
    let live = this.live.get(executionId);
    if (turn > 1 && live === undefined) {
      const replayed = replay(orchestration.run, history);
      invariant(replayed.kind === "live", `${instanceId} diverged: ${JSON.stringify(replayed)}`);
      live = replayed.live;
    }
    live ??= new LiveOrchestration(orchestration.run, started);
    this.live.set(executionId, live);
    const told = { turn, nowMs };
    const outcome = turn === 1 ? live.start(told) : live.deliver(news.filter(isMessage), told);
    const key = { instanceId, executionId, turn, nowMs, deliveredThrough };
    this.happen(state.partition, { type: "EpisodeEnded", atMs: nowMs, ...key, outcome });
  }

  private pick(pick: number): readonly [Packet | undefined, number] {
    const index = this.packets.length === 0 ? 0 : pick % this.packets.length;
    return [this.packets[index], index];
  }

  private placeOf(id: InstanceId): PartitionId {
    return partitionOf(id, this.partitionCount);
  }

  private stateAt(partition: PartitionId): ResidentState {
    const state = this.states[partition];
    invariant(state !== undefined, `there is no partition ${partition}`);
    return state;
  }
}

import type { EntityId, InstanceId, InstanceRecord, PartitionId } from "../model/index.js";
import type { Entity, Instance } from "../partition/state.js";
import { wakeOfEntity, wakeOfInstance } from "../partition/wake.js";
import type { LogPosition } from "../storage/log.js";
import type { Listing, SnapshotStore, SnapshotWriter } from "../storage/snapshot-store.js";
import { storedRefersToPayloads } from "../storage/state-codec.js";
import type { HostedState } from "./hosted-group.js";
import type { Cut } from "./log-links.js";
import { termsOf } from "./query-plan.js";
import type { Captured } from "./resident-table.js";
import type { StateBytes } from "./state-bytes.js";

/** What changed in a partition since the snapshot before, as it was at one log position. */
export interface CapturedPartition {
  readonly partition: PartitionId;
  readonly instances: readonly Captured<InstanceId, Instance>[];
  readonly entities: readonly Captured<EntityId, Entity>[];
  readonly head: Uint8Array;
}

/** Takes what changed. Costs what changed; nothing is encoded but the head, which is small. */
export function capture(state: HostedState, cuts: readonly Cut[], bytes: StateBytes): CapturedPartition {
  return {
    partition: state.partition,
    instances: state.instances.capture(frozenInstance),
    entities: state.entities.capture(frozenEntity),
    head: bytes.ofHead(state, cuts),
  };
}

/** An entry that was handed to the writer. */
export interface PutEntry {
  readonly key: InstanceId;
  readonly bytes: number;
  /** It refers to large texts, which are not in these bytes. */
  readonly hasLargeTexts: boolean;
  /** Something of it is under way: it is going to change, and to be written once more. */
  readonly willChange: boolean;
}

/** Hands what was captured to the writer, one after the other. */
export function* putCaptured(
  captured: readonly CapturedPartition[],
  writer: SnapshotWriter,
  bytes: StateBytes,
): Generator<PutEntry> {
  for (const { partition, instances, entities } of captured) {
    for (const { key, value } of instances) {
      if (value === undefined) {
        writer.remove(partition, key);
        yield { key, bytes: 0, hasLargeTexts: false, willChange: false };
        continue;
      }
      const encoded = bytes.ofInstance(value);
      const wake = wakeOfInstance(value);
      writer.put(partition, { key, bytes: encoded, listing: listingOf(value.record), wake });
      yield {
        key,
        bytes: encoded.byteLength,
        hasLargeTexts: storedRefersToPayloads(encoded),
        willChange: wake === "now",
      };
    }
    for (const { key, value } of entities) {
      if (value === undefined) {
        writer.remove(partition, key);
        yield { key, bytes: 0, hasLargeTexts: false, willChange: false };
        continue;
      }
      const encoded = bytes.ofEntity(value);
      writer.put(partition, { key, bytes: encoded, isEntity: true, wake: wakeOfEntity(value) });
      yield {
        key,
        bytes: encoded.byteLength,
        hasLargeTexts: storedRefersToPayloads(encoded),
        willChange: false,
      };
    }
  }
}

/** What lists find an instance by. The store knows nothing of attributes: to it they are tags. */
function listingOf(record: InstanceRecord): Listing {
  return record.attributes === undefined ? record : { ...record, tags: termsOf(record) };
}

export function headsOf(captured: readonly CapturedPartition[]): ReadonlyMap<PartitionId, Uint8Array> {
  return new Map(captured.map(({ partition, head }) => [partition, head]));
}

const BACKLOG_BYTES_MAX = 8 * 1024 * 1024;

/** Writes all that changed, in one go, for partitions that nobody steps meanwhile. */
export async function writeWholeSnapshot({
  store,
  states,
  bytes,
  position,
  epoch,
  cuts,
}: {
  readonly store: SnapshotStore;
  readonly states: readonly HostedState[];
  readonly bytes: StateBytes;
  readonly position: LogPosition;
  readonly epoch: number;
  readonly cuts: readonly Cut[];
}): Promise<void> {
  const captured = states.map((state) => capture(state, cuts, bytes));
  const writer = store.begin({ position, epoch });
  for (const _ of putCaptured(captured, writer, bytes)) {
    if (writer.backlogBytes > BACKLOG_BYTES_MAX) await writer.drain();
  }
  bytes.sync();
  await writer.finish(headsOf(captured));
}

/** What later steps do not change: a copy, unless it has finished; who rewinds it gives it another history. */
function frozenInstance(instance: Instance): Instance {
  const { tasks, history } = instance;
  return tasks === undefined ? instance : { ...instance, history: [...history], tasks: new Map(tasks) };
}

function frozenEntity(entity: Entity): Entity {
  const { scheduled } = entity;
  if (scheduled === undefined) return { ...entity, queue: new Map(entity.queue) };
  return { ...entity, queue: new Map(entity.queue), scheduled: new Map(scheduled) };
}

import { type InstanceId, InvariantViolation, type PartitionId } from "../model/index.js";
import type { PartitionEvent } from "../partition/event.js";
import type { PartitionHead } from "../partition/state.js";
import { stepTogether } from "../partition/step-together.js";
import { diskFailure } from "../storage/file/data-directory.js";
import { type Log, type LogPosition, logPosition } from "../storage/log.js";
import type { SnapshotStore } from "../storage/snapshot-store.js";
import { storedRefersToPayloads } from "../storage/state-codec.js";
import { HostedGroup, type HostedState } from "./hosted-group.js";
import type { Cut } from "./log-links.js";
import { decodeLogOpened, LOG_ITSELF, withCut } from "./log-opened.js";
import { REPLAYED_EVERY_RECORDS, type RecoveryListener } from "./recovery-progress.js";
import { ResidentTable } from "./resident-table.js";
import type { StateBytes } from "./state-bytes.js";

/** A log's partitions as they were after its last record. */
export interface RecoveredLog {
  readonly group: HostedGroup;
  readonly position: LogPosition;
  /** The incarnation that wrote last; 0 if none ever did. */
  readonly epoch: number;
  /** Including the one that is about to begin. */
  readonly cuts: readonly Cut[];
  readonly snapshotPosition: LogPosition;
  /** Records that were read and stepped again. */
  readonly records: number;
}

export interface RecoverParts {
  /** Those of this log. */
  readonly partitions: readonly PartitionId[];
  /** Of the whole hub. */
  readonly partitionCount: number;
  readonly store: Pick<SnapshotStore, "open" | "get">;
  readonly log: Pick<Log, "read" | "lastBehind">;
  readonly bytes: StateBytes;
  /** Told how far it is. */
  readonly listener?: RecoveryListener;
}

/**
 * Brings partitions back: the newest snapshot, and the same `step` over every later record, effects
 * dropped. Throws when the log or the store cannot be read, or when Dacapo is wrong.
 */
export function recoverLog({ partitions, partitionCount, store, log, bytes, listener }: RecoverParts): RecoveredLog {
  const snapshot = store.open();
  const states: HostedState[] = [];
  const readWithLargeTexts = new Set<InstanceId>();
  const read: Read = (partition, id) => {
    const stored = store.get(partition, id);
    if (stored !== undefined && storedRefersToPayloads(stored)) readWithLargeTexts.add(id);
    return stored;
  };
  let epoch = snapshot?.epoch ?? 0;
  let cuts: readonly Cut[] = [];
  for (const partition of partitions) {
    const head = snapshot?.heads.get(partition);
    const stored = head === undefined ? undefined : bytes.head(head);
    if (stored !== undefined && stored.cuts.length > cuts.length) cuts = stored.cuts;
    states.push(hostedState(stored?.head ?? emptyHead(partition), read, bytes));
  }
  const group = new HostedGroup(partitionCount, states, readWithLargeTexts);
  const snapshotPosition = snapshot?.position ?? logPosition(0);
  let position = snapshotPosition;
  let records = 0;
  listener?.replaying(log.lastBehind(snapshotPosition) - snapshotPosition);
  for (const record of log.read(snapshotPosition)) {
    if (record.partition === LOG_ITSELF) {
      epoch = decodeLogOpened(record.payload);
      cuts = withCut(cuts, epoch, logPosition(record.position - 1));
    } else replay(group, record.position, record.partition, bytes.event(record.payload));
    position = record.position;
    records += 1;
    if (records % REPLAYED_EVERY_RECORDS === 0) listener?.replayed(records);
  }
  return { group, position, epoch, cuts: withCut(cuts, epoch + 1, position), snapshotPosition, records };
}

type Read = (partition: PartitionId, id: InstanceId) => Uint8Array | undefined;

function hostedState(head: PartitionHead, read: Read, bytes: StateBytes): HostedState {
  const { partition } = head;
  return {
    ...head,
    instances: new ResidentTable((id) => {
      const stored = read(partition, id);
      return stored === undefined ? undefined : bytes.instance(stored);
    }),
    entities: new ResidentTable((id) => {
      const stored = read(partition, id);
      return stored === undefined ? undefined : bytes.entity(stored);
    }),
  };
}

function emptyHead(partition: PartitionId): PartitionHead {
  return { partition, codes: new Map(), outbox: new Map(), dedup: new Map() };
}

function replay(group: HostedGroup, position: LogPosition, partition: PartitionId, event: PartitionEvent): void {
  try {
    stepTogether(group, partition, event);
  } catch (cause) {
    // What is not in memory is read from the disk, and the disk may fail.
    if (diskFailure(cause) !== undefined) throw cause;
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new InvariantViolation(
      `Dacapo broke in partition ${partition} while it replayed log position ${position}, event ${event.type}: ${what}. The log was not changed.`,
      { cause },
    );
  }
}

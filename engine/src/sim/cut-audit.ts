import { recoverLog } from "../host/recover-log.js";
import { stateBytes } from "../host/state-bytes.js";
import { type EntityId, type InstanceId, type Json, type PartitionId, partitionOf } from "../model/index.js";
import type { PartitionState } from "../partition/state.js";
import { fileLog } from "../storage/file/file-log.js";
import { filePayloads } from "../storage/file/file-payloads.js";
import { findDirectory, logDirectoryOf, partitionsDirectory, payloadsDirectory } from "../storage/file/layout.js";
import { FileSnapshots } from "../storage/file/snapshot/file-snapshots.js";
import { DATA } from "./data-place.js";
import type { Disk } from "./disk.js";
import type { Ledger } from "./ledger.js";
import type { Witness } from "./witness.js";

/** Everything that a hub would recover from a disk. */
interface DurableCut {
  readonly partitionCount: number;
  readonly states: ReadonlyMap<PartitionId, PartitionState>;
  /** The partitions of each log. */
  readonly logs: readonly (readonly PartitionId[])[];
}

/**
 * Reads all that is durable at this moment, as a recovery would, from a copy of the disk; and holds it
 * against what anybody outside was told, and against itself.
 */
export function auditCut(disk: Disk, witness: Witness, ledger: Ledger): void {
  let cut: DurableCut | undefined;
  try {
    cut = readCut(disk.afterPowerLoss());
  } catch (error) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    witness.violated(`what is durable could not be read: ${what}`);
    return;
  }
  const stateOf = (entity: EntityId): Json | undefined => {
    const state = cut && stateFor(cut, entity).entities.get(entity)?.state;
    return state === undefined ? undefined : (JSON.parse(state) as Json);
  };
  const problem = ledger.problemAt(stateOf) ?? ledger.signalProblemAt(stateOf) ?? (cut && unsentMessages(cut));
  if (problem !== undefined) witness.violated(`at a durable moment: ${problem}`);
  for (const id of witness.answeredFor as readonly InstanceId[]) {
    const instance = cut && stateFor(cut, id).instances.get(id);
    witness.durable(id, instance?.record, instance?.history ?? []);
  }
}

/** A partition never knows of more messages than the one who sent them. */
function unsentMessages({ states, logs }: DurableCut): string | undefined {
  for (const [index, partitions] of logs.entries()) {
    const others = logs.flatMap((each, other) => (other === index ? [] : each));
    for (const by of partitions) {
      for (const from of others) {
        const taken = states.get(by)?.dedup.get(from) ?? 0;
        const outgoing = states.get(from)?.outbox.get(by);
        const sent = outgoing === undefined ? 0 : outgoing.firstSeq + outgoing.messages.length - 1;
        if (taken > sent) return `partition ${by} has taken message ${taken} of partition ${from}, which sent ${sent}`;
      }
    }
  }
  return undefined;
}

function stateFor({ states, partitionCount }: DurableCut, id: InstanceId): PartitionState {
  const state = states.get(partitionOf(id, partitionCount));
  if (state === undefined) throw new Error(`the partition of ${id} is on no log`);
  return state;
}

/** `undefined`: there is no hub yet. */
function readCut(disk: Disk): DurableCut | undefined {
  const files = disk.mount({ isAlive: () => true, interruption: () => undefined, stop: () => undefined });
  if (!files.exists(DATA)) return undefined;
  const found = findDirectory(DATA, files);
  if (found.kind !== "layout") return undefined;
  const { partitionCount, logs } = found.layout;
  const bytes = stateBytes(filePayloads(payloadsDirectory(DATA), files));
  const states = new Map<PartitionId, PartitionState>();
  for (const [index, partitions] of logs.entries()) {
    const logDirectory = logDirectoryOf(DATA, found.layout, index);
    const store = new FileSnapshots({
      logDirectory,
      partitionsDirectory: partitionsDirectory(DATA),
      partitions,
      files,
    });
    const log = fileLog(logDirectory, files);
    const { group } = recoverLog({ partitions, partitionCount, store, log, bytes });
    for (const state of group.states) states.set(state.partition, state);
  }
  return { partitionCount, states, logs };
}

import type { InstanceId, PartitionId } from "../model/index.js";
import type { Instance } from "../partition/state.js";
import type { SnapshotStore } from "../storage/snapshot-store.js";
import type { StoredInstances } from "./durable-view.js";
import type { StateBytes } from "./state-bytes.js";

/** Histories are read in pages: the instance that is read now is not decoded for each of them again. */
const DECODED_MAX = 8;

/** Instances that are read from the store to be shown, and do not come into memory by that. */
export function storedInstances(
  store: SnapshotStore,
  bytesOfState: StateBytes,
  partitionOf: (instanceId: InstanceId) => PartitionId,
): StoredInstances {
  const decoded = new Map<InstanceId, { readonly bytes: Uint8Array; readonly instance: Instance }>();

  function whole(instanceId: InstanceId): Instance | undefined {
    const bytes = store.get(partitionOf(instanceId), instanceId);
    if (bytes === undefined) return undefined;
    const known = decoded.get(instanceId);
    decoded.delete(instanceId);
    // A newer snapshot may have it otherwise.
    const instance = known !== undefined && equal(known.bytes, bytes) ? known.instance : bytesOfState.instance(bytes);
    if (instance === undefined) return undefined;
    decoded.set(instanceId, { bytes, instance });
    for (const oldest of decoded.keys()) {
      if (decoded.size <= DECODED_MAX) break;
      decoded.delete(oldest);
    }
    return instance;
  }

  return {
    whole,
    record(instanceId) {
      const bytes = store.get(partitionOf(instanceId), instanceId);
      return bytes === undefined ? undefined : bytesOfState.record(bytes);
    },
    summary(instanceId) {
      const bytes = store.get(partitionOf(instanceId), instanceId);
      return bytes === undefined ? undefined : bytesOfState.summary(bytes);
    },
    places: (query) => store.list(query),
  };
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

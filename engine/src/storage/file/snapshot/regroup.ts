import { invariant, type PartitionId } from "../../../model/index.js";
import { logPosition } from "../../log.js";
import type { Manifest, PartitionManifest } from "./manifest.js";

/**
 * The manifests of new logs over the partitions of old ones, so that a hub that is opened with another
 * number of threads moves no data: segments belong to partitions, and which log a partition writes to
 * is all that changes. `old` are the newest manifests of all old logs, each at its log's last position;
 * `layout` holds for each new log its partitions. The new logs are empty: position 0, epoch 0.
 *
 * Law: every partition is in one manifest, before and after, with the same head and the same segments.
 */
export function regroup(old: readonly Manifest[], layout: readonly (readonly PartitionId[])[]): readonly Manifest[] {
  const byPartition = new Map<PartitionId, PartitionManifest>();
  for (const manifest of old.flatMap(({ partitions }) => partitions)) {
    invariant(!byPartition.has(manifest.partition), `two logs have a snapshot of partition ${manifest.partition}`);
    byPartition.set(manifest.partition, manifest);
  }
  const regrouped = layout.map((partitions) => ({
    position: logPosition(0),
    epoch: 0,
    partitions: partitions.map((partition) => taken(byPartition, partition)),
  }));
  invariant(byPartition.size === 0, `partitions ${[...byPartition.keys()].join(", ")} are in no log of the new layout`);
  return regrouped;
}

/** Takes it away, so that no second log can have it. */
function taken(byPartition: Map<PartitionId, PartitionManifest>, partition: PartitionId): PartitionManifest {
  const manifest = byPartition.get(partition);
  invariant(manifest !== undefined, `partition ${partition} has no snapshot, or is in two logs of the new layout`);
  byPartition.delete(partition);
  return manifest;
}

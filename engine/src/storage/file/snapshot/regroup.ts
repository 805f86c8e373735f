import type { PartitionId } from "../../../model/index.js";
import { logPosition } from "../../log.js";
import type { Manifest } from "./manifest.js";

/**
 * The manifests of new logs, from those of the logs before: each partition keeps its segments, and no
 * data moves. The old logs must have nothing behind their snapshots; the new ones begin at position 0.
 */
export function regroup(before: readonly Manifest[], logs: readonly (readonly PartitionId[])[]): readonly Manifest[] {
  const partitions = new Map(
    before.flatMap((manifest) => manifest.partitions.map((partition) => [partition.partition, partition] as const)),
  );
  return logs.map((members) => ({
    position: logPosition(0),
    epoch: 0,
    partitions: members.flatMap((partition) => partitions.get(partition) ?? []),
  }));
}

import type { InstanceId } from "../../model/index.js";
import type { Consequence } from "../consequence.js";
import type { PartitionState } from "../state.js";
import { resumeInstance } from "./instance-resumed.js";

/**
 * Reads 0.1.0's `Recovered`: everything that was under way outside of the partition is asked for
 * again. Those partitions held all of their instances in memory, so the owner of the state names them.
 */
export function wholePartitionRecovered(
  state: PartitionState,
  residents: Iterable<InstanceId>,
): readonly Consequence[] {
  const consequences: Consequence[] = [];
  for (const instanceId of residents) consequences.push(...resumeInstance(state, instanceId));
  return consequences;
}

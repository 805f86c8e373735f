import type { EntityId, InstanceId, PartitionId } from "../model/index.js";
import type { Entity, Instance, PartitionState } from "../partition/state.js";
import type { LogGroup } from "../partition/step-together.js";
import type { ResidentTable } from "./resident-table.js";

/** A partition of which a part is in memory. */
export interface HostedState extends PartitionState {
  readonly instances: ResidentTable<InstanceId, Instance>;
  readonly entities: ResidentTable<EntityId, Entity>;
}

/** The partitions of one log, in the thread that owns it. */
export class HostedGroup implements LogGroup {
  private readonly byPartition: ReadonlyMap<PartitionId, HostedState>;

  constructor(
    readonly partitionCount: number,
    readonly states: readonly HostedState[],
    /** What was read from the store, large texts and all, since a snapshot last let go of such. */
    readonly readWithLargeTexts: Set<InstanceId> = new Set(),
  ) {
    this.byPartition = new Map(states.map((state) => [state.partition, state]));
  }

  get(partition: PartitionId): HostedState | undefined {
    return this.byPartition.get(partition);
  }

  residents(partition: PartitionId): Iterable<InstanceId> {
    return [...(this.get(partition)?.instances.residents() ?? [])].map(([instanceId]) => instanceId);
  }
}

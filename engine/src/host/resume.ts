import type { EntityId, InstanceId } from "../model/index.js";
import { timersOfEntity } from "../partition/scheduled-signals.js";
import type { Instance } from "../partition/state.js";
import { timersOf, wakeOfEntity, wakeOfInstance } from "../partition/wake.js";
import type { SnapshotStore } from "../storage/snapshot-store.js";
import type { Clock } from "./clock.js";
import type { Definitions } from "./definitions.js";
import type { DurableView } from "./durable-view.js";
import type { HostedGroup } from "./hosted-group.js";
import type { PartitionHost } from "./partition-host.js";
import type { RecoveredLog } from "./recover-log.js";
import { comparePlaces } from "./sorted-instances.js";
import { type Sleeper, WakeList } from "./wake-list.js";

export interface ResumeParts {
  readonly recovered: RecoveredLog;
  readonly store: SnapshotStore;
  readonly host: PartitionHost;
  readonly view: DurableView;
  readonly definitions: Definitions;
  readonly clock: Clock;
}

/**
 * After a recovery: shows what there is, asks again for all that was under way outside, and arms the
 * timers. Who only waits for the time, and is not in memory, is woken when it has come.
 */
export function resume({ recovered, store, host, view, definitions, clock }: ResumeParts): WakeList {
  const { group, position } = recovered;
  const atMs = clock.nowMs();
  const sleepers: Sleeper[] = [];
  show(group, view);
  for (const { partition, codes, outbox, instances, entities } of group.states) {
    const ask = (instanceId: InstanceId): void =>
      host.takeFor(partition, { type: "InstanceResumed", atMs, instanceId });
    for (const code of codes.values()) definitions.register(code);
    if (outbox.size > 0) host.takeFor(partition, { type: "PartitionRecovered", atMs });
    const here = new Set<InstanceId>();
    for (const [instanceId, instance] of instances.residents()) {
      here.add(instanceId);
      if (wakeOfInstance(instance) === "now") ask(instanceId);
      else for (const effect of timersOf(instance)) host.arm({ position, partition, effect });
    }
    for (const [entityId, entity] of entities.residents()) {
      here.add(entityId);
      if (wakeOfEntity(entity) === "now") ask(entityId);
      else for (const effect of timersOfEntity(entity)) host.arm({ position, partition, effect });
    }
    for (const { key, wake } of store.wakes(partition)) {
      // The log has told more of it than the snapshot knows.
      if (here.has(key)) continue;
      if (wake === "now") ask(key);
      else sleepers.push({ partition, instanceId: key, wakeAtMs: wake });
    }
  }
  return new WakeList(sleepers, clock, ({ partition, instanceId }) =>
    host.guard(`when instance ${instanceId} was to be woken`, () => {
      const state = group.get(partition);
      const instance = state?.instances.get(instanceId);
      const entity = state?.entities.get(instanceId as EntityId);
      const timers = [
        ...(instance === undefined ? [] : timersOf(instance)),
        ...(entity === undefined ? [] : timersOfEntity(entity)),
      ];
      for (const effect of timers) host.arm({ position: host.durable, partition, effect });
    }),
  );
}

/** All that was recovered is durable. Oldest first: so each finds its place at the end of the view's sorted lists. */
function show(group: HostedGroup, view: DurableView): void {
  const recovered: Instance[] = [];
  for (const { instances } of group.states) {
    for (const [, instance] of instances.residents()) recovered.push(instance);
  }
  recovered.sort((a, b) => comparePlaces(a.record, b.record));
  for (const instance of recovered) view.publish(instance);
}

import {
  type ExecutionId,
  type HistoryEvent,
  type InstanceId,
  type InstanceRecord,
  invariant,
  isFinished,
} from "../model/index.js";
import type { InstancePage, InstanceQuery } from "./hub.js";
import { InstanceIndex } from "./instance-index.js";
import type { HistoryPage } from "./protocol.js";

/**
 * What others may see of the partitions' state: every instance as it was at its newest durable event.
 * The state itself runs ahead of the disk. A history only grows, so its durable part is its first
 * `record.eventCount` events.
 */
export class DurableView {
  private readonly index = new InstanceIndex();
  private readonly watchers = new Map<InstanceId, Set<Watcher>>();

  constructor(private readonly historyOf: (instanceId: InstanceId) => readonly HistoryEvent[] | undefined) {}

  /** The record, and the history that belongs to it, are durable from now on. */
  publish(record: InstanceRecord): void {
    this.index.put(record);
    const watchers = this.watchers.get(record.instanceId);
    if (watchers === undefined) return;
    for (const watcher of watchers) {
      if (watcher(record)) watchers.delete(watcher);
    }
    if (watchers.size === 0) this.watchers.delete(record.instanceId);
  }

  record(instanceId: InstanceId): InstanceRecord | undefined {
    return this.index.get(instanceId);
  }

  page(query: InstanceQuery): InstancePage {
    return this.index.page(query);
  }

  /**
   * Events after `afterSeq` of the execution that the caller knows, or from the first one when the
   * instance has continued as new since. There is a moment in which the old history is gone and the
   * new one is not durable yet: then there is nothing to see.
   */
  history(record: InstanceRecord, afterSeq: number, limit: number, known?: ExecutionId): HistoryPage {
    const { instanceId, executionId } = record;
    const history = this.historyOf(instanceId);
    invariant(history !== undefined, `instance ${instanceId} was published and has no history`);
    const [first] = history;
    invariant(first?.type === "ExecutionStarted", `the history of ${instanceId} begins with ${first?.type}`);
    if (first.executionId !== executionId) return { executionId, events: [], ended: false };
    const after = known === undefined || known === executionId ? afterSeq : 0;
    const through = Math.min(record.eventCount, after + limit);
    return {
      executionId,
      events: history.slice(after, through),
      ended: isFinished(record.status) && through >= record.eventCount,
    };
  }

  /** Shows each new record of an instance to the watcher until it says that it has seen enough. Returns what ends that. */
  watch(instanceId: InstanceId, watcher: Watcher): () => void {
    const watchers = this.watchers.get(instanceId) ?? new Set();
    this.watchers.set(instanceId, watchers.add(watcher));
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.watchers.get(instanceId) === watchers) this.watchers.delete(instanceId);
    };
  }
}

export type Watcher = (record: InstanceRecord) => boolean;

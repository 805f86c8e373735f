import { type HistoryEvent, type InstanceId, type InstanceRecord, isFinished } from "../model/index.js";
import type { LogPosition } from "../storage/log.js";
import type { Published } from "./durable-view.js";
import { PositionQueue } from "./position-queue.js";

/** What of an instance may be shown once it is durable. */
interface Publication extends Published {
  readonly kind: "shown";
  /** It has never been shown: what is shown is more than what its first event left. */
  readonly isNew: boolean;
}

/** From there on it is not shown any more. */
interface Forgotten {
  readonly kind: "forgotten";
  readonly instanceId: InstanceId;
}

/**
 * New states of instances, until they are durable. Of what one flush makes durable of an instance only
 * the newest is shown: it holds all that came before.
 */
export class Publications {
  private readonly waiting = new PositionQueue<Publication | Forgotten>();
  private readonly newest = new Map<InstanceId, Publication>();
  private endsTo: LogPosition | undefined;

  constructor(
    private readonly show: (published: Published, isNew: boolean) => void,
    private readonly forget: (instanceId: InstanceId) => void,
  ) {}

  /** Where the newest end of a run stands: somebody waits for it, most likely. */
  get endsThrough(): number {
    return this.endsTo ?? 0;
  }

  get size(): number {
    return this.waiting.size;
  }

  /** By the time it may be shown the instance may have gone on, as another execution even: the history is the record's own. */
  add(position: LogPosition, record: InstanceRecord, history: readonly HistoryEvent[]): void {
    if (isFinished(record.status)) this.endsTo = position;
    this.waiting.add(position, { kind: "shown", record, history, isNew: record.eventCount === 1 });
  }

  /** It was purged. Who waits for its end is told of that first. */
  addForgotten(position: LogPosition, instanceId: InstanceId): void {
    this.waiting.add(position, { kind: "forgotten", instanceId });
  }

  durable(position: LogPosition): void {
    const { newest } = this;
    this.waiting.reached(position, (publication) => {
      if (publication.kind === "forgotten") {
        this.forgetOne(publication.instanceId);
        return;
      }
      const { instanceId } = publication.record;
      const isNew = publication.isNew || newest.get(instanceId)?.isNew === true;
      newest.set(instanceId, isNew === publication.isNew ? publication : { ...publication, isNew });
    });
    for (const publication of newest.values()) this.show(publication, publication.isNew);
    newest.clear();
  }

  private forgetOne(instanceId: InstanceId): void {
    const last = this.newest.get(instanceId);
    if (last !== undefined) this.show(last, last.isNew);
    this.newest.delete(instanceId);
    this.forget(instanceId);
  }
}

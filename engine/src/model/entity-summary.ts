import type { EntityId, InstanceId } from "./ids.js";
import type { EpochMs } from "./time.js";
import type { Json } from "./value.js";

/** What a list shows of an entity, Durable Functions' `EntityMetadata`. Everything in it is durable. */
export interface EntitySummary {
  readonly entityId: EntityId;
  /** In lower case. */
  readonly name: string;
  readonly key: string;
  /** When its last operations ended. Absent: it has performed none since 0.2, which began to keep that. */
  readonly lastModifiedAtMs?: EpochMs;
  /** Present when it was asked for. */
  readonly state?: Json;
  /** The instance in whose critical section it is. */
  readonly lockedBy?: InstanceId;
  /** Calls, signals and requests for the lock that it has not performed yet, without signals for later. */
  readonly queued: number;
}

import type { Failure } from "./failure.js";
import type { ExecutionId, InstanceId, WorkflowVersion } from "./ids.js";
import type { EpochMs } from "./time.js";
import type { JsonText } from "./value.js";

/**
 * Where an instance stands. `Pending`: accepted, its first turn has not ended yet. `Suspended`: it hears
 * of nothing until it is resumed.
 */
export const INSTANCE_STATUSES = ["Pending", "Running", "Suspended", "Completed", "Failed", "Terminated"] as const;
export type InstanceStatus = (typeof INSTANCE_STATUSES)[number];

/** True when nothing more will happen to the instance. */
export function isFinished(status: InstanceStatus): boolean {
  return status === "Completed" || status === "Failed" || status === "Terminated";
}

/**
 * A typed value that instances are found by. A text, a number or a truth value is itself; a moment is written
 * `{ timeMs }`, so that it is not taken for a number.
 */
export type AttributeValue = string | number | boolean | { readonly timeMs: EpochMs };
export type SearchAttributes = Readonly<Record<string, AttributeValue>>;

/** What a list shows of an instance. Everything in it is durable. */
export interface InstanceSummary {
  readonly instanceId: InstanceId;
  readonly executionId: ExecutionId;
  readonly name: string;
  readonly version?: WorkflowVersion | undefined;
  readonly status: InstanceStatus;
  readonly tags: Readonly<Record<string, string>>;
  /** Typed values that lists may ask for, as given at the start and changed by `ctx.setSearchAttributes`. Absent: none. */
  readonly attributes?: SearchAttributes | undefined;
  /** When its first turn may begin, for one that was started for later; it is `Pending` until then. */
  readonly startAtMs?: EpochMs | undefined;
  readonly createdAtMs: EpochMs;
  readonly updatedAtMs: EpochMs;
  readonly completedAtMs?: EpochMs | undefined;
  /** The number of events in the history so far. */
  readonly eventCount: number;
  /**
   * Present when the status is `Failed`, or `Terminated` and its clean-up failed: what and, in `failedNode`, where.
   */
  readonly failure?: Failure | undefined;
  readonly failedNode?: string | undefined;
  /** The instance that started it and waits for it. */
  readonly parentId?: InstanceId | undefined;
  /** What the orchestration last said of itself by `ctx.setCustomStatus`; the execution that continues it begins without. */
  readonly customStatus?: JsonText | undefined;
  /** Why it was asked to end with a clean-up. While its status is not `Terminated` yet, the clean-up is under way. */
  readonly cancelReason?: string | undefined;
}

/** What one instance shows when asked for by name. */
export interface InstanceRecord extends InstanceSummary {
  readonly input: JsonText;
  /** Present when the status is `Completed`. */
  readonly output?: JsonText | undefined;
}

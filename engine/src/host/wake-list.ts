import type { EpochMs, InstanceId, PartitionId } from "../model/index.js";
import type { Clock } from "./clock.js";

/** An instance that waits for the time alone. */
export interface Sleeper {
  readonly partition: PartitionId;
  readonly instanceId: InstanceId;
  readonly wakeAtMs: EpochMs;
}

/**
 * Instances that were not brought into memory at recovery because they only wait for the time. Each is
 * called once, when its time has come: sorted once, one timer of the clock for all.
 */
export class WakeList {
  private readonly sleepers: readonly Sleeper[];
  private next = 0;
  private disarm: (() => void) | undefined;

  constructor(
    sleepers: readonly Sleeper[],
    private readonly clock: Clock,
    private readonly wake: (sleeper: Sleeper) => void,
  ) {
    this.sleepers = [...sleepers].sort((a, b) => a.wakeAtMs - b.wakeAtMs);
    this.arm();
  }

  close(): void {
    this.disarm?.();
  }

  private arm(): void {
    const first = this.sleepers[this.next];
    this.disarm = first && this.clock.callAt(first.wakeAtMs, () => this.ring());
  }

  private ring(): void {
    const nowMs = this.clock.nowMs();
    for (
      let due = this.sleepers[this.next];
      due !== undefined && due.wakeAtMs <= nowMs;
      due = this.sleepers[this.next]
    ) {
      this.next += 1;
      this.wake(due);
    }
    this.arm();
  }
}

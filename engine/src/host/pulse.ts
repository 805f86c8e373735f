import type { InstanceId } from "../model/index.js";
import type { RecoveryListener, RecoveryProgress } from "./recovery-progress.js";

const ID_BYTES_MAX = 1024;
const BEGAN_AT = 0;
const ID_OFFSET = 16;
const RECOVERY_OFFSET = ID_OFFSET + ID_BYTES_MAX;
const RECOVERY_BYTES = 24;
const [RECOVERY_BEGAN_AT, RECORDS, OF_RECORDS] = [0, 1, 2] as const;

/** What a thread is doing for an instance: a person's code runs, since when. */
export interface Busy {
  readonly instanceId: InstanceId;
  readonly sinceMs: number;
}

/**
 * A few bytes that an engine thread shares with its opener: for which instance a person's code runs
 * now, and since when; and how far it is while it recovers. A thread in an endless loop answers nothing,
 * nor does one that recovers, but this can still be read.
 *
 *   0               8               16             1040             1048          1056
 *   ┌───────────────┬───────────────┬── ─ ─ ───────┬────────────────┬─────────────┬───────────────┐
 *   │ began at, f64 │ bytes of id   │ id (ASCII)   │ recovers since │ records so  │ of records,   │
 *   │ 0: nothing    │ u32           │              │ f64, 0: not    │ far, f64    │ f64, -1: yet  │
 *   │               │               │              │                │             │ unknown       │
 *   └───────────────┴───────────────┴── ─ ─ ───────┴────────────────┴─────────────┴───────────────┘
 */
export class Pulse implements RecoveryListener {
  private readonly recovery: Float64Array;
  private readonly times: Float64Array;
  private readonly lengths: Uint32Array;
  private readonly bytes: Uint8Array;

  constructor(readonly shared: SharedArrayBuffer = new SharedArrayBuffer(RECOVERY_OFFSET + RECOVERY_BYTES)) {
    this.times = new Float64Array(shared, 0, 1);
    this.lengths = new Uint32Array(shared, 8, 1);
    this.bytes = new Uint8Array(shared, ID_OFFSET, ID_BYTES_MAX);
    this.recovery = new Float64Array(shared, RECOVERY_OFFSET, RECOVERY_BYTES / 8);
  }

  recoveryBegins(nowMs: number): void {
    this.recovery[RECORDS] = 0;
    this.recovery[OF_RECORDS] = -1;
    this.recovery[RECOVERY_BEGAN_AT] = nowMs;
  }

  replaying(ofRecords: number): void {
    this.recovery[OF_RECORDS] = ofRecords;
  }

  replayed(records: number): void {
    this.recovery[RECORDS] = records;
  }

  recoveryEnds(): void {
    this.recovery[RECOVERY_BEGAN_AT] = 0;
  }

  /** How far it is; `undefined` when it does not recover. */
  recoveryAt(nowMs: number): RecoveryProgress | undefined {
    const [beganMs = 0, records = 0, ofRecords = -1] = this.recovery;
    if (beganMs === 0) return undefined;
    return { tookMs: Math.max(0, nowMs - beganMs), records, ...(ofRecords >= 0 && { ofRecords }) };
  }

  /** Instance ids are printable ASCII of at most 256 characters (`model/ids.ts`). */
  begin(instanceId: InstanceId, nowMs: number): void {
    const length = Math.min(instanceId.length, ID_BYTES_MAX);
    for (let index = 0; index < length; index++) this.bytes[index] = instanceId.charCodeAt(index);
    this.lengths[0] = length;
    this.times[BEGAN_AT] = nowMs;
  }

  end(): void {
    this.times[BEGAN_AT] = 0;
  }

  /** May be torn when the thread is quick; whoever asks looks for what stands still for seconds. */
  get busy(): Busy | undefined {
    const sinceMs = this.times[BEGAN_AT] ?? 0;
    if (sinceMs === 0) return undefined;
    const id = Buffer.from(this.bytes.subarray(0, this.lengths[0] ?? 0)).toString("latin1");
    return { instanceId: id as InstanceId, sinceMs };
  }
}

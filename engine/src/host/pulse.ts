import type { InstanceId } from "../model/index.js";

const ID_BYTES_MAX = 1024;
const BEGAN_AT = 0;
const ID_OFFSET = 16;

/** What a thread is doing for an instance: a person's code runs, since when. */
export interface Busy {
  readonly instanceId: InstanceId;
  readonly sinceMs: number;
}

/**
 * A few bytes that an engine thread shares with its opener: for which instance a person's code runs
 * now, and since when. A thread in an endless loop answers nothing, but this can still be read.
 *
 *   0               8               16
 *   ┌───────────────┬───────────────┬──────────────── ─ ─
 *   │ began at, f64 │ bytes of id   │ id (ASCII)
 *   │ 0: nothing    │ u32           │
 *   └───────────────┴───────────────┴──────────────── ─ ─
 */
export class Pulse {
  private readonly times: Float64Array;
  private readonly lengths: Uint32Array;
  private readonly bytes: Uint8Array;

  constructor(readonly shared: SharedArrayBuffer = new SharedArrayBuffer(ID_OFFSET + ID_BYTES_MAX)) {
    this.times = new Float64Array(shared, 0, 1);
    this.lengths = new Uint32Array(shared, 8, 1);
    this.bytes = new Uint8Array(shared, ID_OFFSET);
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

import { type LogPosition, logPosition } from "../log.js";

/** A mark is set after so many bytes: a log of many small batches must not cost a mark for each of them. */
const MARK_BYTES = 64 * 1024;

/** Everything up to this position is in the first so many bytes of the log. */
interface Mark {
  readonly through: LogPosition;
  readonly bytes: number;
}

/**
 * How many bytes of batches stand behind the newest snapshot, whatever files they are in. It never says
 * less than there are, and at most {@link MARK_BYTES} and a batch more.
 */
export class TailBytes {
  /** Behind the released position, ascending. */
  private marks: Mark[] = [];
  private written = 0;
  private releasedBytes = 0;
  private markedBytes = 0;

  get bytes(): number {
    return this.written - this.releasedBytes;
  }

  /** A batch stands in the log that ends with this record. */
  add(through: LogPosition, bytes: number): void {
    this.written += bytes;
    if (this.written - this.markedBytes < MARK_BYTES) return;
    this.markedBytes = this.written;
    this.marks.push({ through, bytes: this.written });
  }

  /** A snapshot has everything up to this record. `last`: the log's. */
  release(through: LogPosition, last: LogPosition): void {
    // Without this the batches since the last mark would count for ever in a log that nothing is written to.
    if (through >= last) this.marks.push({ through: logPosition(last), bytes: this.written });
    const passed = this.marks.findLastIndex((mark) => mark.through <= through);
    this.releasedBytes = this.marks[passed]?.bytes ?? this.releasedBytes;
    this.marks = this.marks.slice(passed + 1);
  }
}

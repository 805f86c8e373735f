import { FileContent } from "../storage/memory/file-content.js";
import type { Chance } from "./chance.js";

/** A change that was made to a file and is not on stable storage yet. */
export type Change =
  | { readonly kind: "write"; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: "length"; readonly length: number };

/** What becomes of unflushed changes when the power fails. */
export type Survival = "all" | "none" | "byChance";

/** What a power failure took of a file. */
export interface Loss {
  readonly tornWrites: number;
  readonly lostBytes: number;
}

/** How many changes a file had seen at a moment: what a flush that begins then covers. */
export type ChangeCount = number;

/** A drive writes a sector whole or not at all. */
const SECTOR_BYTES = 512;

/**
 * A file as the operating system has it (`cached`) and as the platters have it (`stable`). A reader
 * sees `cached`; a power failure leaves `stable` and whatever of the pending changes had got there.
 */
export class StoredFile {
  private readonly cached = new FileContent();
  private readonly stable = new FileContent();
  private pending: Change[] = [];
  /** The changes that are not pending any more. */
  private settled: ChangeCount = 0;

  /** What a reader sees; it sees later changes, too, so whoever keeps it copies. */
  get bytes(): Buffer {
    return this.cached.bytes;
  }

  /** Nothing of it would be lost with the power. */
  get isStable(): boolean {
    return this.pending.length === 0;
  }

  /** The file as a power failure leaves it when nothing pending survives. */
  afterPowerLoss(): StoredFile {
    const copy = new StoredFile();
    copy.stable.become(this.stable);
    copy.cached.become(this.stable);
    return copy;
  }

  get changes(): ChangeCount {
    return this.settled + this.pending.length;
  }

  change(change: Change): void {
    apply(this.cached, change);
    this.pending.push(change);
  }

  /** A write that is stable when it is done. What lay pending where it writes becomes stable with it. */
  writeThrough(offset: number, bytes: Buffer): readonly Buffer[] {
    this.change({ kind: "write", offset, bytes });
    // A new length is stable before what was written after it; the order of writes elsewhere is free.
    if (this.pending.some(({ kind }) => kind === "length")) return this.flush(this.changes);
    const end = offset + bytes.byteLength;
    const isTouched = (change: Change): boolean =>
      change.kind === "write" && change.offset < end && offset < change.offset + change.bytes.byteLength;
    const needed = this.pending.filter(isTouched);
    this.pending = this.pending.filter((change) => !isTouched(change));
    return this.settle(needed);
  }

  /** The first so many changes are stable now. Gives what was written. */
  flush(through: ChangeCount): readonly Buffer[] {
    return this.settle(this.pending.splice(0, Math.max(0, through - this.settled)));
  }

  /**
   * A flush that failed: some of what was pending is stable. The rest never will be: its pages count as
   * written from now on, and the next flush says nothing about them.
   */
  failFlush(chance: Chance): void {
    const failed = this.pending.splice(0);
    this.settled += failed.length;
    for (const change of failed) {
      if (change.kind === "length" || chance.happens(0.3)) apply(this.stable, change);
      else if (chance.happens(0.5)) this.stable.lengthen(change.offset + change.bytes.byteLength);
    }
  }

  /** Memory was short: pages that count as written are read from the platters again. */
  evict(): void {
    if (this.pending.length === 0) this.cached.become(this.stable);
  }

  losePower(survival: Survival, chance: Chance): Loss {
    let tornWrites = 0;
    let lostBytes = 0;
    const pending = this.pending.splice(0);
    this.settled += pending.length;
    for (const change of pending) {
      const survives = survival === "all" || (survival === "byChance" && chance.happens(0.2));
      if (survives) apply(this.stable, change);
      else if (change.kind === "write") {
        const torn = survival === "byChance" && chance.happens(0.8);
        const kept = torn ? this.tear(change.offset, change.bytes, chance) : 0;
        lostBytes += change.bytes.byteLength - kept;
        if (kept > 0 && kept < change.bytes.byteLength) tornWrites += 1;
      }
    }
    this.cached.become(this.stable);
    return { tornWrites, lostBytes };
  }

  private settle(changes: readonly Change[]): readonly Buffer[] {
    this.settled += changes.length;
    for (const change of changes) apply(this.stable, change);
    return changes.flatMap((change) => (change.kind === "write" ? [change.bytes] : []));
  }

  /** A part of a write reaches the platters: its beginning, or some of its sectors. Gives how many bytes did. */
  private tear(offset: number, bytes: Buffer, chance: Chance): number {
    let kept = 0;
    const keep = (from: number, to: number): void => {
      kept += to - from;
      this.stable.write(offset + from, bytes.subarray(from, to));
    };
    const end = bytes.byteLength;
    if (chance.happens(0.5)) keep(0, chance.between(0, end));
    else {
      for (let from = 0; from < end; ) {
        const to = Math.min(end, from + SECTOR_BYTES - ((offset + from) % SECTOR_BYTES));
        if (chance.happens(0.5)) keep(from, to);
        from = to;
      }
    }
    // The file's length is kept apart from its content: it may be there without it.
    if (chance.happens(0.3)) this.stable.lengthen(offset + end);
    return kept;
  }
}

function apply(content: FileContent, change: Change): void {
  if (change.kind === "write") content.write(change.offset, change.bytes);
  else content.resize(change.length);
}

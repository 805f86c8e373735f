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

/** A drive writes a sector whole or not at all. */
const SECTOR_BYTES = 512;

/**
 * A file as the operating system has it (`cached`) and as the platters have it (`stable`). A reader
 * sees `cached`; a power failure leaves `stable` and whatever of the pending changes had got there.
 */
export class StoredFile {
  cached: Buffer = Buffer.alloc(0);
  stable: Buffer = Buffer.alloc(0);
  private pending: Change[] = [];

  change(change: Change): void {
    this.cached = changed(this.cached, change);
    this.pending.push(change);
  }

  /** Everything pending is stable now. Gives what was written. */
  flush(): readonly Buffer[] {
    const written = this.pending.flatMap((change) => (change.kind === "write" ? [change.bytes] : []));
    for (const change of this.pending.splice(0)) this.stable = changed(this.stable, change);
    return written;
  }

  /**
   * A flush that failed: some of what was pending is stable. The rest never will be: its pages count as
   * written from now on, and the next flush says nothing about them.
   */
  failFlush(chance: Chance): void {
    for (const change of this.pending.splice(0)) {
      if (change.kind === "length" || chance.happens(0.3)) this.stable = changed(this.stable, change);
      else if (chance.happens(0.5)) this.stable = lengthened(this.stable, change.offset + change.bytes.byteLength);
    }
  }

  /** Memory was short: pages that count as written are read from the platters again. */
  evict(): void {
    if (this.pending.length === 0) this.cached = this.stable;
  }

  losePower(survival: Survival, chance: Chance): Loss {
    let tornWrites = 0;
    let lostBytes = 0;
    for (const change of this.pending.splice(0)) {
      const survives = survival === "all" || (survival === "byChance" && chance.happens(0.2));
      if (survives) this.stable = changed(this.stable, change);
      else if (change.kind === "write") {
        const torn = survival === "byChance" && chance.happens(0.8);
        const kept = torn ? this.tear(change.offset, change.bytes, chance) : 0;
        lostBytes += change.bytes.byteLength - kept;
        if (kept > 0 && kept < change.bytes.byteLength) tornWrites += 1;
      }
    }
    this.cached = this.stable;
    return { tornWrites, lostBytes };
  }

  /** A part of a write reaches the platters: its beginning, or some of its sectors. Gives how many bytes did. */
  private tear(offset: number, bytes: Buffer, chance: Chance): number {
    let kept = 0;
    const keep = (from: number, to: number): void => {
      kept += to - from;
      this.stable = changed(this.stable, { kind: "write", offset: offset + from, bytes: bytes.subarray(from, to) });
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
    if (chance.happens(0.3)) this.stable = lengthened(this.stable, offset + end);
    return kept;
  }
}

function changed(content: Buffer, change: Change): Buffer {
  if (change.kind === "length") {
    return change.length <= content.byteLength
      ? content.subarray(0, change.length)
      : lengthened(content, change.length);
  }
  const end = change.offset + change.bytes.byteLength;
  const result = Buffer.alloc(Math.max(end, content.byteLength));
  content.copy(result);
  change.bytes.copy(result, change.offset);
  return result;
}

function lengthened(content: Buffer, length: number): Buffer {
  if (length <= content.byteLength) return content;
  const result = Buffer.alloc(length);
  content.copy(result);
  return result;
}

import { invariant } from "../../../model/index.js";

/** Where a record begins. */
export interface Location {
  /** The segment's number within its partition, from 1. */
  readonly segment: number;
  readonly offset: number;
}

const SLOTS_AT_FIRST = 64;
/** Beyond three quarters the way from a hash to its slot grows long. */
const FILL_MAX = 0.75;

/**
 * Where the newest record of each key stands: key hash → location, without the keys. Twelve bytes a
 * slot, sixteen to thirty-two an entry. Open addressing with linear probing; segment 0 is an empty
 * slot. Keys that differ may share a hash, so whoever looks one up compares the key in the record.
 * It doubles in one go: a partition of 100 000 entries stands still for a few milliseconds then.
 */
export class KeyTable {
  private hashes = new Uint32Array(SLOTS_AT_FIRST);
  private segments = new Uint32Array(SLOTS_AT_FIRST);
  private offsets = new Uint32Array(SLOTS_AT_FIRST);
  private entries = 0;

  get count(): number {
    return this.entries;
  }

  /** The first result that is given for a location with this hash. */
  find<Found>(hash: number, isIt: (location: Location) => Found | undefined): Found | undefined {
    for (let slot = this.home(hash); ; slot = this.after(slot)) {
      const segment = this.segments[slot] ?? 0;
      if (segment === 0) return undefined;
      if (this.hashes[slot] !== hash) continue;
      const found = isIt({ segment, offset: this.offsets[slot] ?? 0 });
      if (found !== undefined) return found;
    }
  }

  insert(hash: number, location: Location): void {
    if (this.entries + 1 > this.hashes.length * FILL_MAX) this.grow();
    this.entries += 1;
    this.place(hash, location.segment, location.offset);
  }

  /** The entry that stood at `from` stands at `to` now. */
  move(hash: number, from: Location, to: Location): void {
    const slot = this.slotOf(hash, from);
    this.segments[slot] = to.segment;
    this.offsets[slot] = to.offset;
  }

  delete(hash: number, location: Location): void {
    let hole = this.slotOf(hash, location);
    this.entries -= 1;
    // What was pushed on by the entry that goes moves back, so that no search ends at the hole.
    for (let slot = this.after(hole); (this.segments[slot] ?? 0) !== 0; slot = this.after(slot)) {
      const home = this.home(this.hashes[slot] ?? 0);
      if (!isBetween(home, hole, slot)) {
        this.copy(slot, hole);
        hole = slot;
      }
    }
    this.segments[hole] = 0;
  }

  private slotOf(hash: number, location: Location): number {
    for (let slot = this.home(hash); ; slot = this.after(slot)) {
      const segment = this.segments[slot] ?? 0;
      invariant(segment !== 0, `no key stands at offset ${location.offset} of segment ${location.segment}`);
      if (segment === location.segment && this.offsets[slot] === location.offset) return slot;
    }
  }

  private place(hash: number, segment: number, offset: number): void {
    let slot = this.home(hash);
    while ((this.segments[slot] ?? 0) !== 0) slot = this.after(slot);
    this.hashes[slot] = hash;
    this.segments[slot] = segment;
    this.offsets[slot] = offset;
  }

  private grow(): void {
    const { hashes, segments, offsets } = this;
    const slots = hashes.length * 2;
    this.hashes = new Uint32Array(slots);
    this.segments = new Uint32Array(slots);
    this.offsets = new Uint32Array(slots);
    for (let slot = 0; slot < hashes.length; slot++) {
      const segment = segments[slot] ?? 0;
      if (segment !== 0) this.place(hashes[slot] ?? 0, segment, offsets[slot] ?? 0);
    }
  }

  private copy(from: number, to: number): void {
    this.hashes[to] = this.hashes[from] ?? 0;
    this.segments[to] = this.segments[from] ?? 0;
    this.offsets[to] = this.offsets[from] ?? 0;
  }

  private home(hash: number): number {
    return hash & (this.hashes.length - 1);
  }

  private after(slot: number): number {
    return (slot + 1) & (this.hashes.length - 1);
  }
}

/** Whether `home` lies behind `hole` and not behind `slot`, going round. */
function isBetween(home: number, hole: number, slot: number): boolean {
  return hole <= slot ? hole < home && home <= slot : hole < home || home <= slot;
}

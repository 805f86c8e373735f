import { type InstanceId, invariant } from "../../../model/index.js";
import type { StoredEntry } from "../../snapshot-store.js";
import { type DeadMarks, isDead } from "./dead-marks.js";
import { type Term, termHash } from "./key-hash.js";
import { encodePlaces, firstWhere, type ListedPlaces, type PlaceColumns, termOfPlace } from "./listed-places.js";
import { RecordOrder } from "./record-order.js";
import { type CreatedRange, type DirectoryColumns, encodeDirectory, type SealedWake } from "./segment-directory.js";
import { ENTITY_CODE, isInstanceCode } from "./status-code.js";
import { codeOfEntry, wakeNumber } from "./stored-record.js";
import { termFilter } from "./term-filter.js";

/**
 * What is in memory of the segment that is still written to: for each record what its directory and
 * its places will say. Records are only added, so a reader that knows how many were there when its
 * snapshot was finished sees no more than those.
 */
export class SegmentDraft implements DirectoryColumns {
  private readonly hashes: Uint32Array;
  private readonly offsets: Uint32Array;
  private readonly sizes: Uint32Array;
  private readonly statusCodes: Uint8Array;
  private readonly created: Float64Array;
  private readonly wakes: Float64Array;
  /** Where in `terms` a record's terms end; they begin where those of the record before it end. */
  private readonly termEnds: Uint32Array;
  private terms: number[] = [];
  private keys: InstanceId[] = [];
  /** Instances, oldest first. */
  private readonly instances = new RecordOrder(
    (ordinal) => isInstanceCode(this.statusCode(ordinal)),
    (a, b) => this.compare(a, b),
  );
  /** Those that are in the list of entities, by their keys. */
  private readonly entities = new RecordOrder(
    (ordinal) => this.statusCode(ordinal) === ENTITY_CODE,
    (a, b) => this.compareKeys(a, b),
  );

  constructor(
    readonly number: number,
    /** Where the next record will begin. */
    public end: number,
    private readonly recordsMax: number,
  ) {
    this.hashes = new Uint32Array(recordsMax);
    this.offsets = new Uint32Array(recordsMax);
    this.sizes = new Uint32Array(recordsMax);
    this.statusCodes = new Uint8Array(recordsMax);
    this.created = new Float64Array(recordsMax);
    this.wakes = new Float64Array(recordsMax);
    this.termEnds = new Uint32Array(recordsMax);
  }

  get records(): number {
    return this.keys.length;
  }

  /** Notes that an entry stands at the end. Returns its ordinal. */
  add(entry: StoredEntry, hash: number, bytes: number): number {
    const ordinal = this.keys.length;
    const { listing } = entry;
    invariant(ordinal < this.recordsMax, `segment ${this.number} is full with ${ordinal} records`);
    this.keys.push(entry.key);
    this.hashes[ordinal] = hash;
    this.offsets[ordinal] = this.end;
    this.sizes[ordinal] = bytes;
    this.statusCodes[ordinal] = codeOfEntry(entry);
    this.created[ordinal] = listing?.createdAtMs ?? Number.NEGATIVE_INFINITY;
    this.wakes[ordinal] = wakeNumber(entry.wake);
    if (listing !== undefined) this.terms.push(...termsOf(listing).map(termHash));
    this.termEnds[ordinal] = this.terms.length;
    this.end += bytes;
    return ordinal;
  }

  /** Forgets what came after the first `records` records. */
  cut(records: number, end: number): void {
    this.terms = this.terms.slice(0, this.firstTerm(records));
    this.keys = this.keys.slice(0, records);
    this.end = end;
    this.instances.cut(records);
    this.entities.cut(records);
  }

  /** The ordinal of the record that begins at an offset. */
  ordinalAt(offset: number): number {
    return firstWhere(this.records, (ordinal) => this.offset(ordinal) >= offset);
  }

  key(ordinal: number): InstanceId {
    const key = this.keys[ordinal];
    invariant(key !== undefined, `segment ${this.number} has no record ${ordinal}`);
    return key;
  }

  hash(ordinal: number): number {
    return this.hashes[ordinal] ?? 0;
  }
  offset(ordinal: number): number {
    return this.offsets[ordinal] ?? 0;
  }
  bytes(ordinal: number): number {
    return this.sizes[ordinal] ?? 0;
  }
  statusCode(ordinal: number): number {
    return this.statusCodes[ordinal] ?? 0;
  }
  /** As `wakeNumber` gives it. */
  wake(ordinal: number): number {
    return this.wakes[ordinal] ?? 0;
  }

  /** The instances among the first `records` records. */
  places(records: number): ListedPlaces {
    const columns = this.columns(this.instances.of(records));
    return {
      ...columns,
      entitiesFrom: columns.count,
      withTerm: (hash) => {
        const found: number[] = [];
        for (let place = 0; place < columns.count; place++) {
          if (this.hasTerm(columns.ordinal(place), hash)) found.push(place);
        }
        return found;
      },
    };
  }

  /** Ordinals of the entities among the first `records` records, by their keys. One that was written again has several. */
  entityOrdinals(records: number): readonly number[] {
    return this.entities.of(records);
  }

  /** When the newest and the oldest of the listed ones among the first `records` records were created. */
  range(records: number): CreatedRange | undefined {
    return this.rangeOf(this.instances.of(records));
  }

  /** The two blocks that close the segment. Records that are dead by now are in no list of it. */
  seal(dead: DeadMarks | undefined): { readonly directory: Buffer; readonly places: Buffer } {
    const { records } = this;
    const wakes: SealedWake[] = [];
    for (let ordinal = 0; ordinal < records; ordinal++) {
      const wake = this.wake(ordinal);
      if (wake !== wakeNumber("never") && !isDead(dead, ordinal)) wakes.push({ ordinal, wake });
    }
    const isAlive = (ordinal: number): boolean => !isDead(dead, ordinal);
    const instances = this.instances.of(records).filter(isAlive);
    const entities = this.entities.of(records).filter(isAlive);
    const columns = this.columns([...entities.reverse(), ...instances]);
    const terms: number[] = [];
    const hashes = new Set<number>();
    for (let place = 0; place < columns.count; place++) {
      const ordinal = columns.ordinal(place);
      const end = this.termEnds[ordinal] ?? 0;
      for (let index = this.firstTerm(ordinal); index < end; index++) {
        const hash = this.terms[index] ?? 0;
        hashes.add(hash);
        terms.push(termOfPlace(hash, place));
      }
    }
    const filter = termFilter(hashes);
    const directory = encodeDirectory({ records, range: this.rangeOf(instances), filter, wakes }, this);
    return { directory, places: encodePlaces(columns, terms) };
  }

  /** Records as places. `sorted` are their ordinals, oldest first. */
  private columns(sorted: readonly number[]): PlaceColumns {
    const ordinal = (place: number) => sorted[sorted.length - 1 - place] ?? 0;
    return {
      count: sorted.length,
      createdAtMs: (place) => this.created[ordinal(place)] ?? 0,
      offset: (place) => this.offset(ordinal(place)),
      ordinal,
      statusCode: (place) => this.statusCode(ordinal(place)),
    };
  }

  private compare(a: number, b: number): number {
    const difference = (this.created[a] ?? 0) - (this.created[b] ?? 0);
    return difference === 0 ? this.compareKeys(a, b) : difference;
  }

  private compareKeys(a: number, b: number): number {
    const [one, other] = [this.key(a), this.key(b)];
    // A key that was written again and again has several records here, of which one counts.
    if (one === other) return a - b;
    return one < other ? -1 : 1;
  }

  private rangeOf(sorted: readonly number[]): CreatedRange | undefined {
    const [one, other] = [sorted[0], sorted.at(-1)];
    if (one === undefined || other === undefined) return undefined;
    const times = [this.created[one] ?? 0, this.created[other] ?? 0];
    return { newestMs: Math.max(...times), oldestMs: Math.min(...times) };
  }

  private firstTerm(ordinal: number): number {
    return ordinal === 0 ? 0 : (this.termEnds[ordinal - 1] ?? 0);
  }

  private hasTerm(ordinal: number, hash: number): boolean {
    const end = this.termEnds[ordinal] ?? 0;
    for (let index = this.firstTerm(ordinal); index < end; index++) {
      if (this.terms[index] === hash) return true;
    }
    return false;
  }
}

function termsOf({ name, tags }: { readonly name: string; readonly tags: Readonly<Record<string, string>> }): Term[] {
  return [{ kind: "name", name }, ...Object.entries(tags).map(([tag, value]): Term => ({ kind: "tag", tag, value }))];
}

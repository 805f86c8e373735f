import path from "node:path";
import { type EpochMs, type InstanceId, invariant, type PartitionId } from "../../../model/index.js";
import type { Listing, StoredEntry, StoredQuery } from "../../snapshot-store.js";
import { compareNewestFirst, isWanted } from "../../stored-list.js";
import { isDead } from "./dead-marks.js";
import { entitySources } from "./entity-sources.js";
import { keyHash } from "./key-hash.js";
import { KeyTable, type Location } from "./key-table.js";
import { canSkip, firstAfter, type ListPlan, plannedPlaces } from "./list-plan.js";
import type { ListedPlaces } from "./listed-places.js";
import type { RecordFacts } from "./live-counts.js";
import type { ListSource } from "./newest-first.js";
import { type RareRecord, rareOf } from "./rare-records.js";
import { type Segment, segmentName } from "./segment.js";
import { decodeDirectory } from "./segment-directory.js";
import type { SegmentDraft } from "./segment-draft.js";
import type { SegmentReader } from "./segment-reader.js";
import { codeOf, ENTITY_CODE } from "./status-code.js";
import { codeOfEntry, type StoredRecord, wakeNumber, wakeOf } from "./stored-record.js";

/** Where a record stands, and what is counted of it: enough to supersede it without reading it again. */
export interface RecordPlace extends Location, RecordFacts {
  readonly ordinal: number;
}

/** What a list gives, with the partition that keeps it. */
export type StoredListing = Listing & { readonly partition: PartitionId };

/** What one partition keeps, as the newest finished snapshot has it. */
export class StoredPartition {
  readonly table = new KeyTable();
  /** By number, ascending. At most the last one is open. */
  readonly segments = new Map<number, Segment>();
  nextSegment = 1;

  constructor(
    readonly id: PartitionId,
    readonly directory: string,
    readonly reader: SegmentReader,
  ) {}

  fileOf(segment: number): string {
    return path.join(this.directory, segmentName(segment));
  }

  segment(number: number): Segment {
    const segment = this.segments.get(number);
    invariant(segment !== undefined, `partition ${this.id} has no segment ${number}`);
    return segment;
  }

  /** The newest record of a key. A key that is not there costs no reading, but for one in many thousands. */
  find(key: InstanceId): StoredEntry | undefined {
    return this.table.find(keyHash(key), (location) => {
      const { entry } = this.recordAt(location);
      return entry.key === key ? entry : undefined;
    });
  }

  has(key: InstanceId): boolean {
    return this.findPlace(key, keyHash(key)) !== undefined;
  }

  /** Where it stands; `hash` is the key's. Of the open segment that is known without reading, and what changes often stands there. */
  findPlace(key: InstanceId, hash: number): RecordPlace | undefined {
    return this.table.find(hash, (location) => {
      const segment = this.segment(location.segment);
      if (segment.kind === "open") return placeInDraft(segment.draft, location, key);
      const record = this.recordAt(location);
      return record.entry.key === key ? placeOf(record, location.segment, location.offset) : undefined;
    });
  }

  /** All at once, for what is found must not be in a file that the next snapshot removes. */
  wakes(): readonly { readonly key: InstanceId; readonly wake: "now" | EpochMs }[] {
    const found: { readonly key: InstanceId; readonly wake: "now" | EpochMs }[] = [];
    for (const segment of this.segments.values()) {
      if (segment.live.wakes === 0) continue;
      const file = this.fileOf(segment.number);
      for (const { record } of this.reader.records(file, this.wakeOffsets(segment))) {
        const { key, wake } = record.entry;
        if (wake !== "never") found.push({ key, wake });
      }
    }
    return found;
  }

  /** The parts of a list that this partition may have something for. */
  *listSources(plan: ListPlan, query: StoredQuery): Generator<ListSource<StoredListing>> {
    for (const segment of this.segments.values()) {
      const range = segment.kind === "sealed" ? segment.range : segment.draft.range(segment.records);
      if (range === undefined || canSkip({ ...segment, range }, plan)) continue;
      const newestMs = Math.min(range.newestMs, plan.before?.createdAtMs ?? range.newestMs);
      const rare = segment.kind === "sealed" ? rareOf(segment, plan.statusCodes) : undefined;
      const items = () =>
        rare === undefined ? this.listed(segment, plan, query) : this.listedRare(segment, rare, query);
      yield { newestMs, items };
    }
  }

  /** The keys of its entities behind `after`, in lists that ascend. */
  *entitySources(after: string): Generator<Iterator<InstanceId>> {
    for (const segment of this.segments.values()) {
      const { byStatus } = segment.live;
      if ((byStatus[ENTITY_CODE] ?? 0) === 0 && (byStatus[codeOf(undefined)] ?? 0) === 0) continue;
      yield* entitySources(segment, this.fileOf(segment.number), this.reader, after);
    }
  }

  /** The few that there are, all read and then sorted. */
  private listedRare(segment: Segment, rare: readonly RareRecord[], query: StoredQuery): Iterator<StoredListing> {
    const { before } = query;
    return rare
      .filter(({ ordinal }) => !isDead(segment.dead, ordinal))
      .flatMap(({ offset }) => this.recordAt({ segment: segment.number, offset }).entry.listing ?? [])
      .filter((listing) => before === undefined || compareNewestFirst(listing, before) > 0)
      .filter((listing) => isWanted(listing, query))
      .sort(compareNewestFirst)
      .map((listing) => ({ ...listing, partition: this.id }))
      .values();
  }

  private *listed(segment: Segment, plan: ListPlan, query: StoredQuery): Generator<StoredListing> {
    const file = this.fileOf(segment.number);
    const places = this.placesOf(segment);
    const entry = (place: number) => this.reader.record(file, places.offset(place)).entry;
    const first = firstAfter(places, plan.before, (place) => entry(place).key);
    for (const place of plannedPlaces(places, plan, first)) {
      if (isDead(segment.dead, places.ordinal(place))) continue;
      const { listing, key } = entry(place);
      invariant(listing !== undefined, `${key} stands in the places of ${file} and has no listing`);
      if (isWanted(listing, query)) yield { ...listing, partition: this.id };
    }
  }

  private recordAt({ segment, offset }: Location): StoredRecord {
    return this.reader.record(this.fileOf(segment), offset);
  }

  private placesOf(segment: Segment): ListedPlaces {
    if (segment.kind === "open") return segment.draft.places(segment.records);
    return this.reader.placesOf(this.fileOf(segment.number), segment.placesAt, segment.fileBytes);
  }

  private *wakeOffsets(segment: Segment): Generator<number> {
    if (segment.kind === "open") {
      const { draft, records, dead } = segment;
      for (let ordinal = 0; ordinal < records; ordinal++) {
        if (wakeOf(draft.wake(ordinal)) !== "never" && !isDead(dead, ordinal)) yield draft.offset(ordinal);
      }
      return;
    }
    const { number, end, placesAt, dead } = segment;
    const file = this.fileOf(number);
    const directory = decodeDirectory(this.reader.bytes(file, end, placesAt - end), file, end);
    for (const { ordinal } of directory.wakes) {
      if (!isDead(dead, ordinal)) yield directory.offset(ordinal);
    }
  }
}

function placeInDraft(draft: SegmentDraft, location: Location, key: InstanceId): RecordPlace | undefined {
  const ordinal = draft.ordinalAt(location.offset);
  if (draft.key(ordinal) !== key) return undefined;
  const { segment, offset } = location;
  const [bytes, statusCode, wake] = [draft.bytes(ordinal), draft.statusCode(ordinal), draft.wake(ordinal)];
  return { segment, offset, ordinal, bytes, statusCode, wake };
}

export function placeOf({ ordinal, bytes, entry }: StoredRecord, segment: number, offset: number): RecordPlace {
  return { segment, offset, ordinal, bytes, statusCode: codeOfEntry(entry), wake: wakeNumber(entry.wake) };
}

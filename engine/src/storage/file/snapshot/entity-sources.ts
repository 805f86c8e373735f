import type { InstanceId } from "../../../model/index.js";
import { isDead } from "./dead-marks.js";
import { firstWhere } from "./listed-places.js";
import type { Segment } from "./segment.js";
import { decodeDirectory } from "./segment-directory.js";
import type { SegmentReader } from "./segment-reader.js";
import { codeOf } from "./status-code.js";

const UNLISTED = codeOf(undefined);

interface UnlistedRecord {
  readonly ordinal: number;
  readonly key: InstanceId;
}

/**
 * Of entities that were stored before they were listed, by segment: a sealed segment does not change. What is written
 * again is listed from then on, so there are fewer of these with every snapshot.
 */
const unlistedOf = new WeakMap<Segment, readonly UnlistedRecord[]>();

/** The keys of a segment's entities behind `after`, ascending, in one list or two. Reads of each what the list comes to. */
export function* entitySources(
  segment: Segment,
  file: string,
  reader: SegmentReader,
  after: string,
): Generator<Iterator<InstanceId>> {
  yield segment.kind === "open" ? inDraft(segment, after) : inPlaces(segment, file, reader, after);
  if ((segment.live.byStatus[UNLISTED] ?? 0) === 0) return;
  const unlisted = segment.kind === "open" ? unlistedInDraft(segment) : unlistedSealed(segment, file, reader);
  yield aliveBehind(segment, unlisted, after);
}

/** Merges lists of keys, each ascending, into one. */
export function* ascending(sources: readonly Iterator<InstanceId>[]): Generator<InstanceId> {
  const heads = sources.map((rest) => ({ rest, next: rest.next() }));
  for (;;) {
    let least: { readonly head: (typeof heads)[number]; readonly key: InstanceId } | undefined;
    for (const head of heads) {
      if (head.next.done === true) continue;
      if (least === undefined || head.next.value < least.key) least = { head, key: head.next.value };
    }
    if (least === undefined) return;
    yield least.key;
    least.head.next = least.head.rest.next();
  }
}

function* inPlaces(
  segment: Extract<Segment, { readonly kind: "sealed" }>,
  file: string,
  reader: SegmentReader,
  after: string,
): Generator<InstanceId> {
  const places = reader.placesOf(file, segment.placesAt, segment.fileBytes);
  const { entitiesFrom, count } = places;
  const keyAt = (place: number): InstanceId => reader.record(file, places.offset(place)).entry.key;
  const first = firstWhere(count - entitiesFrom, (index) => keyAt(entitiesFrom + index) > after);
  for (let place = entitiesFrom + first; place < count; place++) {
    if (!isDead(segment.dead, places.ordinal(place))) yield keyAt(place);
  }
}

function* inDraft(segment: Extract<Segment, { readonly kind: "open" }>, after: string): Generator<InstanceId> {
  const { draft, records, dead } = segment;
  const ordinals = draft.entityOrdinals(records);
  const keyAt = (index: number): InstanceId => draft.key(ordinals[index] ?? 0);
  for (let index = firstWhere(ordinals.length, (at) => keyAt(at) > after); index < ordinals.length; index++) {
    if (!isDead(dead, ordinals[index] ?? 0)) yield keyAt(index);
  }
}

function unlistedInDraft({ draft, records }: Extract<Segment, { readonly kind: "open" }>): readonly UnlistedRecord[] {
  const unlisted: UnlistedRecord[] = [];
  for (let ordinal = 0; ordinal < records; ordinal++) {
    if (draft.statusCode(ordinal) === UNLISTED) unlisted.push({ ordinal, key: draft.key(ordinal) });
  }
  return unlisted.sort(byKey);
}

function unlistedSealed(
  segment: Extract<Segment, { readonly kind: "sealed" }>,
  file: string,
  reader: SegmentReader,
): readonly UnlistedRecord[] {
  const known = unlistedOf.get(segment);
  if (known !== undefined) return known;
  const { records, end, placesAt, dead } = segment;
  const directory = decodeDirectory(reader.bytes(file, end, placesAt - end), file, end);
  const offsets = function* (): Generator<number> {
    for (let ordinal = 0; ordinal < records; ordinal++) {
      if (directory.statusCode(ordinal) === UNLISTED && !isDead(dead, ordinal)) yield directory.offset(ordinal);
    }
  };
  const found = [...reader.records(file, offsets())].map(({ record: { ordinal, entry } }) => ({
    ordinal,
    key: entry.key,
  }));
  const unlisted = found.sort(byKey);
  unlistedOf.set(segment, unlisted);
  return unlisted;
}

function* aliveBehind(segment: Segment, unlisted: readonly UnlistedRecord[], after: string): Generator<InstanceId> {
  const from = firstWhere(unlisted.length, (index) => (unlisted[index]?.key ?? "") > after);
  for (const { ordinal, key } of unlisted.slice(from)) {
    if (!isDead(segment.dead, ordinal)) yield key;
  }
}

const byKey = (a: UnlistedRecord, b: UnlistedRecord): number => (a.key < b.key ? -1 : 1);

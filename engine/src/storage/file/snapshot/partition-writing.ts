import { type InstanceId, invariant } from "../../../model/index.js";
import type { StoredEntry } from "../../snapshot-store.js";
import type { Files } from "../files.js";
import { copyMarks, type DeadMarks, isDead, markBytes, markDead } from "./dead-marks.js";
import { keyHash } from "./key-hash.js";
import { uncount } from "./live-counts.js";
import type { PartitionManifest, SegmentManifest } from "./manifest.js";
import type { MergeCandidate } from "./merge-plan.js";
import {
  FIRST_RECORD_AT,
  openSegment,
  type SealedSegment,
  sealedSegment,
  segmentHeader,
  segmentManifest,
} from "./segment.js";
import { decodeDirectory } from "./segment-directory.js";
import { SegmentDraft } from "./segment-draft.js";
import { SegmentOutput } from "./segment-output.js";
import { placeOf, type RecordPlace, type StoredPartition } from "./stored-partition.js";
import { recordBytes, writeRecord } from "./stored-record.js";
import type { WriteQueue } from "./write-queue.js";

/** When a segment is sealed: as soon as it has so many records, or so many bytes. */
export interface SegmentLimits {
  /** At most 65 535: ordinals have 16 bits. */
  readonly records: number;
  readonly bytes: number;
}

/** What a key's newest record becomes: from where it was to where it will be. One of the two is there. */
interface Change {
  readonly hash: number;
  readonly from: RecordPlace | undefined;
  readonly to: RecordPlace | undefined;
}

/** A segment that this snapshot adds to. */
interface Growing {
  readonly draft: SegmentDraft;
  readonly output: SegmentOutput;
}

interface JustSealed {
  readonly draft: SegmentDraft;
  readonly directory: Buffer;
  readonly placesAt: number;
  readonly fileBytes: number;
}

/** A segment that the snapshot empties: its records that count are copied, its file goes. */
export interface Victim extends MergeCandidate {
  readonly segment: SealedSegment;
}

/** What a running snapshot changes in one partition. Readers see nothing of it before {@link commit}. */
export class PartitionWriting {
  private readonly changes = new Map<InstanceId, Change>();
  /** The marks of segments in which this snapshot supersedes or removes something. */
  private readonly marks = new Map<number, DeadMarks>();
  private readonly justSealed: JustSealed[] = [];
  private readonly victims = new Map<number, SealedSegment>();
  private readonly outputs: SegmentOutput[] = [];
  private growing: Growing | undefined;
  private nextSegment: number;
  private hasNewFiles = false;

  constructor(
    private readonly stored: StoredPartition,
    private readonly limits: SegmentLimits,
    private readonly files: Files,
    private readonly queue: WriteQueue,
    private readonly isWanted: () => boolean,
  ) {
    this.nextSegment = stored.nextSegment;
  }

  put(entry: StoredEntry): void {
    const hash = keyHash(entry.key);
    const from = this.supersede(entry.key, hash);
    this.changes.set(entry.key, { hash, from, to: this.add(entry, hash) });
  }

  remove(key: InstanceId): void {
    const hash = keyHash(key);
    const from = this.supersede(key, hash);
    if (from === undefined) this.changes.delete(key);
    else this.changes.set(key, { hash, from, to: undefined });
  }

  /** The segments that a merge may take, as they will be after this snapshot. */
  candidates(): readonly Victim[] {
    const superseded = new Map<number, number>();
    for (const { from } of this.changes.values()) {
      if (from !== undefined) superseded.set(from.segment, (superseded.get(from.segment) ?? 0) + from.bytes);
    }
    return [...this.stored.segments.values()].flatMap((segment) => {
      if (segment.kind === "open") return [];
      const { number, live, end } = segment;
      const bytes = end - FIRST_RECORD_AT;
      return { number, bytes, liveBytes: live.bytes - (superseded.get(number) ?? 0), segment };
    });
  }

  /** Copies what counts of a segment to the end of the partition. Stops after each record, so that the caller may pause. */
  *absorb(segment: SealedSegment): Generator<void> {
    const { reader } = this.stored;
    const file = this.stored.fileOf(segment.number);
    this.victims.set(segment.number, segment);
    if (segment.live.records === 0) return;
    const { end, placesAt, number, records } = segment;
    const directory = decodeDirectory(reader.bytes(file, end, placesAt - end), file, end);
    const dead = this.deadOf(number);
    const ordinals = Array.from({ length: records }, (_, ordinal) => ordinal).filter(
      (ordinal) => !isDead(dead, ordinal),
    );
    const offsets = ordinals.map((ordinal) => directory.offset(ordinal));
    for (const { record, offset } of reader.records(file, offsets)) {
      const { entry } = record;
      const hash = keyHash(entry.key);
      this.changes.set(entry.key, { hash, from: placeOf(record, number, offset), to: this.add(entry, hash) });
      yield;
    }
  }

  /** Hands all that has gathered to the queue. */
  flush(): void {
    this.growing?.output.flush();
  }

  /** Makes the content of its files durable, and the names of new ones. What the queue does once everything is written. */
  async sync(): Promise<void> {
    await Promise.all(this.outputs.map((output) => output.sync()));
    if (this.hasNewFiles) await this.files.syncDirectoryLater(this.stored.directory);
  }

  manifest(head: Uint8Array): PartitionManifest {
    const kept = [...this.stored.segments.values()].filter(({ number }) => !this.isReplaced(number));
    const segments: SegmentManifest[] = kept.map((segment) => ({
      ...segmentManifest(segment),
      dead: this.storedMarks(segment.number, segment.records),
    }));
    segments.push(...this.justSealed.map((sealed) => this.sealedManifest(sealed)));
    if (this.growing !== undefined) {
      const { number, records, end } = this.growing.draft;
      segments.push({ kind: "open", number, records, end, dead: this.storedMarks(number, records) });
    }
    return { partition: this.stored.id, head, nextSegment: this.nextSegment, segments };
  }

  /** Readers see it from now on. Returns the files that nobody needs any more. */
  commit(): readonly string[] {
    const { table, segments } = this.stored;
    for (const { hash, from, to } of this.changes.values()) {
      if (from !== undefined && to !== undefined) table.move(hash, from, to);
      else if (to !== undefined) table.insert(hash, to);
      else if (from !== undefined) table.delete(hash, from);
      if (from !== undefined) uncount(this.stored.segment(from.segment).live, from);
    }
    for (const [number, dead] of this.marks) {
      const segment = segments.get(number);
      if (segment !== undefined) segment.dead = dead;
    }
    for (const sealed of this.justSealed) {
      const directory = decodeDirectory(sealed.directory, this.stored.fileOf(sealed.draft.number), sealed.draft.end);
      segments.set(sealed.draft.number, sealedSegment(this.sealedManifest(sealed), directory));
    }
    if (this.growing !== undefined) {
      const { draft } = this.growing;
      segments.set(draft.number, openSegment(draft, this.deadOf(draft.number)));
    }
    for (const number of this.victims.keys()) segments.delete(number);
    this.stored.nextSegment = this.nextSegment;
    return [...this.victims.keys()].map((number) => this.stored.fileOf(number));
  }

  /** The open segment is what it was before. */
  abandon(): void {
    for (const segment of this.stored.segments.values()) {
      if (segment.kind === "open") segment.draft.cut(segment.records, segment.end);
    }
  }

  close(): void {
    for (const output of this.outputs) output.close();
  }

  /** The key's newest record counts no longer. Returns where the newest one stands for readers. */
  private supersede(key: InstanceId, hash: number): RecordPlace | undefined {
    const change = this.changes.get(key);
    const from = change === undefined ? this.stored.findPlace(key, hash) : change.from;
    const newest = change === undefined ? from : change.to;
    if (newest !== undefined) this.mark(newest);
    return from;
  }

  private mark({ segment, ordinal }: RecordPlace): void {
    let marks = this.marks.get(segment);
    if (marks === undefined) {
      const before = this.stored.segments.get(segment);
      marks = copyMarks(before?.dead, Math.max(before?.records ?? 0, this.limits.records));
      this.marks.set(segment, marks);
    }
    markDead(marks, ordinal);
  }

  /** The marks of a segment with so many records, as the manifest keeps them. */
  private storedMarks(segment: number, records: number): DeadMarks | undefined {
    return this.deadOf(segment)?.subarray(0, markBytes(records));
  }

  private deadOf(segment: number): DeadMarks | undefined {
    return this.marks.get(segment) ?? this.stored.segments.get(segment)?.dead;
  }

  private add(entry: StoredEntry, hash: number): RecordPlace {
    const { draft, output } = this.roomy();
    const bytes = recordBytes(entry);
    const offset = draft.end;
    const ordinal = draft.add(entry, hash, bytes);
    output.add(bytes, (into, at) => writeRecord(into, at, bytes, ordinal, entry));
    return placeOf({ ordinal, bytes, entry }, draft.number, offset);
  }

  private roomy(): Growing {
    if (this.growing === undefined) this.growing = this.reopened() ?? this.created();
    const { records, end } = this.growing.draft;
    if (records < this.limits.records && end < this.limits.bytes) return this.growing;
    this.seal(this.growing);
    this.growing = this.created();
    return this.growing;
  }

  private reopened(): Growing | undefined {
    const open = [...this.stored.segments.values()].find((segment) => segment.kind === "open");
    if (open === undefined) return undefined;
    invariant(open.draft.records === open.records, `segment ${open.number} holds records of an abandoned snapshot`);
    return { draft: open.draft, output: this.output(open.number, open.end) };
  }

  private created(): Growing {
    const number = this.nextSegment;
    this.nextSegment += 1;
    this.hasNewFiles = true;
    const output = this.output(number, 0);
    const header = segmentHeader(this.stored.id, number);
    output.add(header.byteLength, (into, at) => into.set(header, at));
    return { draft: new SegmentDraft(number, FIRST_RECORD_AT, this.limits.records), output };
  }

  private output(number: number, end: number): SegmentOutput {
    const output = new SegmentOutput(this.stored.fileOf(number), this.files, end, this.queue, this.isWanted);
    this.outputs.push(output);
    return output;
  }

  private seal({ draft, output }: Growing): void {
    const { directory, places } = draft.seal(this.deadOf(draft.number));
    output.add(directory.byteLength, (into, at) => into.set(directory, at));
    output.add(places.byteLength, (into, at) => into.set(places, at));
    output.flush();
    const placesAt = draft.end + directory.byteLength;
    this.justSealed.push({ draft, directory, placesAt, fileBytes: placesAt + places.byteLength });
  }

  private sealedManifest({ draft, placesAt, fileBytes }: JustSealed): Extract<SegmentManifest, { kind: "sealed" }> {
    const { number, records, end } = draft;
    return { kind: "sealed", number, records, end, dead: this.storedMarks(number, records), placesAt, fileBytes };
  }

  /** Whether a segment that readers have goes, or is replaced by what this snapshot has made of it. */
  private isReplaced(number: number): boolean {
    return (
      this.victims.has(number) ||
      this.growing?.draft.number === number ||
      this.justSealed.some(({ draft }) => draft.number === number)
    );
  }
}

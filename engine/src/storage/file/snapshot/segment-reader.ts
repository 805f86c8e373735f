import type { Files, ReadableFile } from "../files.js";
import { decodePlaces, type ListedPlaces } from "./listed-places.js";
import { RecentlyUsed } from "./recently-used.js";
import { storeDamaged } from "./stored-block.js";
import { recordAt, type StoredRecord } from "./stored-record.js";

/** File handles that one store keeps open for reading. */
const HANDLES_MAX = 128;
/** Places of segments that one store keeps in memory, so that paging through a list reads them once. */
const PLACES_BYTES_MAX = 8 * 1024 * 1024;
/** Most records are shorter, and are read in one go. */
const RECORD_BYTES_GUESS = 2 * 1024;
const WINDOW_BYTES = 256 * 1024;

/** A record and where it stands. */
export interface RecordInPlace {
  readonly record: StoredRecord;
  readonly offset: number;
}

/** Reads segments of a store. Whatever it gives has passed its checksum; what does not is `DataDirDamaged`. */
export class SegmentReader {
  private readonly handles = new RecentlyUsed<ReadableFile>(HANDLES_MAX, (file) => file.close());
  private readonly places = new RecentlyUsed<ListedPlaces>(PLACES_BYTES_MAX);

  constructor(private readonly files: Files) {}

  /** The bytes from an offset on; fewer where the file ends before. */
  bytes(file: string, offset: number, length: number): Buffer {
    return this.handle(file).read(offset, length);
  }

  record(file: string, offset: number): StoredRecord {
    const at = recordAt(this.bytes(file, offset, RECORD_BYTES_GUESS), 0);
    switch (at.kind) {
      case "record":
        return at.record;
      case "cut":
        return this.longRecord(file, offset, at.needed);
      case "bad":
        throw storeDamaged(file, offset, at.why);
    }
  }

  /** The records at these offsets, which ascend. Reads them in large pieces, and not what lies far between. */
  *records(file: string, offsets: Iterable<number>): Generator<RecordInPlace> {
    let window: Buffer = Buffer.alloc(0);
    let windowAt = 0;
    for (const offset of offsets) {
      let at = recordAt(window, Math.min(offset - windowAt, window.byteLength));
      if (at.kind === "cut") {
        window = this.bytes(file, offset, WINDOW_BYTES);
        windowAt = offset;
        at = recordAt(window, 0);
      }
      if (at.kind === "bad") throw storeDamaged(file, offset, at.why);
      yield { record: at.kind === "record" ? at.record : this.longRecord(file, offset, at.needed), offset };
    }
  }

  /** All records between two offsets, at both of which one begins or ends. */
  *recordsBetween(file: string, from: number, end: number): Generator<RecordInPlace> {
    let next = from;
    const offsets = function* (): Generator<number> {
      while (next < end) yield next;
    };
    for (const { record, offset } of this.records(file, offsets())) {
      next = offset + record.bytes;
      if (next > end) throw storeDamaged(file, offset, `the record ends behind offset ${end}, where the last one ends`);
      yield { record, offset };
    }
  }

  placesOf(file: string, placesAt: number, fileBytes: number): ListedPlaces {
    return this.places.get(file, () => {
      const bytes = this.bytes(file, placesAt, fileBytes - placesAt);
      return { value: decodePlaces(bytes, file, placesAt), weight: bytes.byteLength };
    });
  }

  /** The file is going to be removed. */
  forget(file: string): void {
    this.handles.forget(file);
    this.places.forget(file);
  }

  close(): void {
    this.handles.clear();
    this.places.clear();
  }

  private longRecord(file: string, offset: number, bytes: number): StoredRecord {
    // Looked at first, for a length that was damaged may ask for more memory than there is.
    const isThere = offset + bytes <= this.files.size(file);
    const at = isThere ? recordAt(this.bytes(file, offset, bytes), 0) : undefined;
    if (at?.kind === "record") return at.record;
    throw storeDamaged(file, offset, at?.kind === "bad" ? at.why : `the file ends within a record of ${bytes} bytes`);
  }

  private handle(file: string): ReadableFile {
    return this.handles.get(file, () => ({ value: this.open(file), weight: 1 }));
  }

  private open(file: string): ReadableFile {
    try {
      return this.files.openForReading(file);
    } catch (error) {
      if (isMissing(error)) throw storeDamaged(file, 0, "the file is missing");
      throw error;
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && (error as Error & { readonly code?: unknown }).code === "ENOENT";
}

import { DataDirDamaged, DataDirNewer, invariant, type JsonText } from "../../model/index.js";
import { type PayloadSource, payloadRef } from "../payloads.js";
import { FORM, OTHER_TIME, PACKED, packedHeader } from "./byte-writer.js";
import { HASH_BYTES, UUID_BYTES, unpackUuid } from "./packed-ids.js";

/**
 * Reads what a `ByteWriter` wrote, word by word. It never reads past the end and never guesses: bytes
 * that no writer wrote end in `DataDirDamaged`, which says what was read and where it went wrong.
 */
export class ByteReader {
  private readonly buffer: Buffer;
  private at = 0;

  /** `what` begins the sentence of an error: "A record of the log". */
  constructor(
    bytes: Uint8Array,
    private readonly what: string,
    private readonly payloads?: PayloadSource,
  ) {
    this.buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    const value = this.buffer[this.at];
    if (value === undefined) this.damaged("it ends too early");
    this.at += 1;
    return value;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const next = this.byte();
      value += (next & 0x7f) * scale;
      if (next < 0x80) break;
      if (scale >= 2 ** 49) this.damaged("a number in it is too long");
    }
    if (!Number.isSafeInteger(value)) this.damaged("a number in it is too large");
    return value;
  }

  number(): number {
    const shifted = this.varint();
    return shifted === 0 ? this.float64() : shifted - 1;
  }

  time(): number {
    const value = this.buffer.readUIntLE(this.take(6), 6);
    return value === OTHER_TIME ? this.float64() : value;
  }

  near(base: number): number {
    const shifted = this.varint();
    return shifted === 0 ? this.float64() : base + unzigzag(shifted - 1);
  }

  text(): string {
    return this.textBehind(this.varint());
  }

  /** What `id` wrote. */
  id(): string {
    return this.text();
  }

  json(): JsonText {
    const header = this.varint();
    if (header !== packedHeader(PACKED.reference)) return this.textBehind(header) as JsonText;
    const start = this.take(HASH_BYTES);
    const ref = payloadRef(this.buffer.toString("hex", start, start + HASH_BYTES));
    invariant(this.payloads !== undefined, `${this.what} refers to the large text ${ref}, and no texts were given`);
    return this.payloads.get(ref);
  }

  /** Goes past what `json` would read. A text that is kept elsewhere is not looked up. */
  skipJson(): void {
    const header = this.varint();
    const count = Math.floor(header / 4);
    if (header % 4 !== FORM.packed) this.take(count);
    else if (count === PACKED.uuid) this.take(UUID_BYTES);
    else if (count === PACKED.hex || count === PACKED.reference) this.take(HASH_BYTES);
    else this.damaged(`a text in it has the unknown form ${count}`);
  }

  /** Items behind their number, a varint. */
  list<Item>(read: () => Item): Item[] {
    const items: Item[] = [];
    for (let left = this.varint(); left > 0; left--) items.push(read());
    return items;
  }

  /** Says that nothing may be left. */
  finish(): void {
    const left = this.buffer.byteLength - this.at;
    if (left !== 0) this.damaged(`${left} bytes are left behind its end`);
  }

  damaged(why: string): never {
    throw new DataDirDamaged(
      `${this.what} cannot be read: ${why} (at byte ${this.at} of ${this.buffer.byteLength}). Restore the data directory from a backup.`,
      { offset: this.at, bytes: this.buffer.byteLength },
    );
  }

  /** Refuses a number that stands for something this version does not know. */
  newer(what: string, found: number, known: number): never {
    throw new DataDirNewer(
      `${this.what} has ${what} ${found}; this Dacapo reads ${what}s up to ${known}. Start the newer Dacapo that wrote it.`,
      { found, known },
    );
  }

  private textBehind(header: number): string {
    const count = Math.floor(header / 4);
    switch (header % 4) {
      case FORM.ascii:
        return this.slice("latin1", count);
      case FORM.utf8:
        return this.slice("utf8", count);
      case FORM.utf16:
        return this.slice("utf16le", count);
      default:
        return this.packed(count);
    }
  }

  private packed(what: number): string {
    switch (what) {
      case PACKED.uuid:
        return unpackUuid(this.buffer, this.take(UUID_BYTES));
      case PACKED.hex:
        return this.slice("hex", HASH_BYTES);
      default:
        return this.damaged(`a text in it has the unknown form ${what}`);
    }
  }

  private slice(encoding: "latin1" | "utf8" | "utf16le" | "hex", bytes: number): string {
    const start = this.take(bytes);
    return this.buffer.toString(encoding, start, start + bytes);
  }

  private float64(): number {
    return this.buffer.readDoubleLE(this.take(8));
  }

  /** Goes past so many bytes. Gives where they begin. */
  private take(bytes: number): number {
    const start = this.at;
    if (start + bytes > this.buffer.byteLength) this.damaged(`it ends too early, ${bytes} more bytes were expected`);
    this.at = start + bytes;
    return start;
  }
}

const unzigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);

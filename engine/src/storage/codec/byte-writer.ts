import { type JsonText, LIMITS } from "../../model/index.js";
import { isWellFormed, type PayloadSink } from "../payloads.js";
import { HASH_BYTES, HASH_CHARACTERS, packHash, packUuid, UUID_BYTES, UUID_CHARACTERS } from "./packed-ids.js";

/*
 * The words that every layout is made of. Integers are little-endian.
 *
 *   byte      u8
 *   varint    seven bits a byte, the lowest first; the top bit says that more follow. Up to 2^53.
 *   number    any number. varint n+1 for an integer n ≥ 0, or 0 and a float64
 *   time      any number, best for milliseconds since 1970. u48, or ff ff ff ff ff ff and a float64
 *   near      any number, small when it is close to another one (the base) that the reader knows:
 *             varint 1+z, where z is the zigzag of the difference, or 0 and a float64
 *   text      any string: varint n·4 + form, and then
 *               form 0  n bytes of ASCII
 *               form 1  n bytes of UTF-8
 *               form 2  n bytes of UTF-16: a string that UTF-8 cannot hold
 *               form 3  n = 0: a UUID in 16 bytes
 *                       n = 1: 64 hexadecimal digits in 32 bytes
 *                       n = 2: a large text that is kept elsewhere, by the 32 bytes of its reference
 */
export const FORM = { ascii: 0, utf8: 1, utf16: 2, packed: 3 } as const;
export const PACKED = { uuid: 0, hex: 1, reference: 2 } as const;
export const packedHeader = (what: number): number => what * 4 + FORM.packed;

/** What a `time` of six bytes cannot say; in its place stands a float64. */
export const OTHER_TIME = 0xffff_ffff_ffff;

/** Longer strings are left to the machine's own loop; for shorter ones the call costs more than it saves. */
const SHORT_CHARACTERS = 48;
const VARINT_BYTES_MAX = 8;
/** Hardly any batch is larger. */
const KEPT_BYTES_MAX = 4 * 1024 * 1024;

/** Gathers bytes. Its buffer grows as needed and is used again after {@link reset}. */
export class ByteWriter {
  private buffer: Buffer;
  private end = 0;
  private referenceCount = 0;

  /** Texts over the limit go to `payloads`; without it, everything stands where it is written. */
  constructor(
    private readonly payloads?: PayloadSink,
    private readonly initialBytes = 256,
  ) {
    this.buffer = Buffer.allocUnsafe(initialBytes);
  }

  /** The number of bytes so far. */
  get length(): number {
    return this.end;
  }

  /** How many references to large texts were written since the writer was made. */
  get references(): number {
    return this.referenceCount;
  }

  /** The bytes so far. They are the caller's only until the next `reset`. */
  written(): Buffer {
    return this.buffer.subarray(0, this.end);
  }

  /** Begins again. Room that a single large record took is given back. */
  reset(): void {
    this.end = 0;
    if (this.buffer.byteLength > KEPT_BYTES_MAX) this.buffer = Buffer.allocUnsafe(this.initialBytes);
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.end++] = value;
  }

  /** Changes a byte that was written. */
  patchByte(offset: number, value: number): void {
    this.buffer[offset] = value;
  }

  varint(value: number): void {
    this.reserve(VARINT_BYTES_MAX);
    let rest = value;
    while (rest > 0x7fff_ffff) {
      this.buffer[this.end++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    while (rest > 0x7f) {
      this.buffer[this.end++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.buffer[this.end++] = rest;
  }

  number(value: number): void {
    if (value >= 0 && value < Number.MAX_SAFE_INTEGER && Number.isInteger(value) && !Object.is(value, -0)) {
      this.varint(value + 1);
    } else {
      this.byte(0);
      this.float64(value);
    }
  }

  time(value: number): void {
    this.reserve(6);
    if (value >= 0 && value < OTHER_TIME && Number.isInteger(value) && !Object.is(value, -0)) {
      // By hand: the buffer's own methods check what is known here, and cost four times as much.
      const { buffer, end } = this;
      const low = value >>> 0;
      const high = Math.floor(value / 0x1_0000_0000);
      buffer[end] = low;
      buffer[end + 1] = low >>> 8;
      buffer[end + 2] = low >>> 16;
      buffer[end + 3] = low >>> 24;
      buffer[end + 4] = high;
      buffer[end + 5] = high >>> 8;
      this.end = end + 6;
    } else {
      this.buffer.fill(0xff, this.end, this.end + 6);
      this.end += 6;
      this.float64(value);
    }
  }

  near(base: number, value: number): void {
    const difference = value - base;
    const isExact = Number.isSafeInteger(value) && Number.isSafeInteger(base) && !Object.is(value, -0);
    if (isExact && Math.abs(difference) < 2 ** 51) this.varint(1 + zigzag(difference));
    else {
      this.byte(0);
      this.float64(value);
    }
  }

  text(text: string): void {
    const { length } = text;
    if (length >= SHORT_CHARACTERS) {
      this.longText(text);
      return;
    }
    this.reserve(2 + length);
    const { buffer } = this;
    let at = this.end;
    // 31 characters are the most whose header is one byte.
    if (length < 32) buffer[at++] = length << 2;
    else {
      buffer[at++] = ((length << 2) & 0x7f) | 0x80;
      buffer[at++] = length >> 5;
    }
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 0x7f) {
        this.wideText(text);
        return;
      }
      buffer[at++] = unit;
    }
    this.end = at;
  }

  /** A string that often is a UUID or a hash, which take half the bytes. */
  id(text: string): void {
    if (text.length === UUID_CHARACTERS) {
      this.reserve(1 + UUID_BYTES);
      if (packUuid(text, this.buffer, this.end + 1)) {
        this.buffer[this.end] = packedHeader(PACKED.uuid);
        this.end += 1 + UUID_BYTES;
        return;
      }
    } else if (text.length === HASH_CHARACTERS) {
      this.reserve(1 + HASH_BYTES);
      if (packHash(text, this.buffer, this.end + 1)) {
        this.buffer[this.end] = packedHeader(PACKED.hex);
        this.end += 1 + HASH_BYTES;
        return;
      }
    }
    this.text(text);
  }

  /** A payload: where it stands, or by reference when it is large. */
  json(text: JsonText): void {
    if (this.payloads === undefined || text.length <= LIMITS.inlineCharactersMax) this.text(text);
    else this.reference(this.payloads, text);
  }

  private reference(payloads: PayloadSink, text: JsonText): void {
    const ref = payloads.put(text);
    this.byte(packedHeader(PACKED.reference));
    this.reserve(HASH_BYTES);
    this.end += this.buffer.write(ref, this.end, "hex");
    this.referenceCount += 1;
  }

  /** Writes it as if it were ASCII, which most is, and sees by the count whether it was. */
  private longText(text: string): void {
    const { length } = text;
    const header = varintBytes(length * 4);
    this.reserve(header + Buffer.byteLength(text));
    const bytes = this.buffer.write(text, this.end + header);
    if (bytes !== length) {
      this.wideText(text);
      return;
    }
    this.varint(length * 4 + FORM.ascii);
    this.end += length;
  }

  private wideText(text: string): void {
    const utf8 = isWellFormed(text);
    const bytes = utf8 ? Buffer.byteLength(text) : text.length * 2;
    this.varint(bytes * 4 + (utf8 ? FORM.utf8 : FORM.utf16));
    this.reserve(bytes);
    this.end += this.buffer.write(text, this.end, utf8 ? "utf8" : "utf16le");
  }

  private float64(value: number): void {
    this.reserve(8);
    this.buffer.writeDoubleLE(value, this.end);
    this.end += 8;
  }

  private reserve(bytes: number): void {
    const needed = this.end + bytes;
    if (needed <= this.buffer.byteLength) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.buffer.byteLength * 2));
    this.buffer.copy(larger, 0, 0, this.end);
    this.buffer = larger;
  }
}

/** Small for numbers near 0 on either side: 0, -1, 1, -2, 2 … become 0, 1, 2, 3, 4 … */
const zigzag = (value: number): number => (value >= 0 ? value * 2 : -value * 2 - 1);

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes += 1;
  return bytes;
}

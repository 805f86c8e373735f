/*
 * A text as bytes, exactly as it was, whatever is in it. Numbers are little-endian.
 *
 *   ┌─────────────────────┬──────────── ─ ─
 *   │ 2 · bytes + wide u32│ characters
 *   └─────────────────────┴──────────── ─ ─
 *
 * One byte a character as long as each fits in one, which ids and names nearly always do, else
 * (`wide` = 1) two, as JavaScript has them. UTF-8 would lose a surrogate that stands alone.
 */
const LENGTH_BYTES = 4;

export interface TextAt {
  readonly text: string;
  /** The offset behind it. */
  readonly end: number;
}

/** How many bytes {@link writeText} will take. */
export function textBytes(text: string): number {
  return LENGTH_BYTES + (isWide(text) ? text.length * 2 : text.length);
}

/** Returns the offset behind what it wrote. */
export function writeText(into: Buffer, at: number, text: string): number {
  const wide = isWide(text);
  const bytes = wide ? text.length * 2 : text.length;
  into.writeUInt32LE(bytes * 2 + (wide ? 1 : 0), at);
  into.write(text, at + LENGTH_BYTES, bytes, wide ? "utf16le" : "latin1");
  return at + LENGTH_BYTES + bytes;
}

export function readText(from: Buffer, at: number): TextAt {
  const head = from.readUInt32LE(at);
  const end = at + LENGTH_BYTES + (head >>> 1);
  return { text: from.toString(head % 2 === 1 ? "utf16le" : "latin1", at + LENGTH_BYTES, end), end };
}

function isWide(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0xff) return true;
  }
  return false;
}

/*
 * Ids that are hexadecimal digits, at two digits a byte. A string is packed only when unpacking gives
 * it back exactly: lower case, and a UUID's hyphens where they belong.
 *
 *   UUID       xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx     36 characters, 16 bytes
 *   hash       64 digits                                64 characters, 32 bytes
 */
export const UUID_CHARACTERS = 36;
export const UUID_BYTES = 16;
export const HASH_CHARACTERS = 64;
export const HASH_BYTES = 32;

const HYPHEN = 0x2d;
/** Where a UUID's groups of digits begin in its text and in its bytes, and their bytes. */
const GROUPS = [
  { place: 0, byte: 0, bytes: 4 },
  { place: 9, byte: 4, bytes: 2 },
  { place: 14, byte: 6, bytes: 2 },
  { place: 19, byte: 8, bytes: 2 },
  { place: 24, byte: 10, bytes: 6 },
] as const;

const DIGITS = "0123456789abcdef";
/** More than any digit: one bit that survives every `|`. */
const NO_DIGIT = 0x100;
const DIGIT_OF_UNIT = Uint16Array.from({ length: 0x100 }, (_, unit) => {
  const digit = DIGITS.indexOf(String.fromCharCode(unit));
  return digit === -1 ? NO_DIGIT : digit;
});
const UNIT_OF_DIGIT = Uint8Array.from(DIGITS, (digit) => digit.charCodeAt(0));

/** Writes a UUID's 16 bytes. Gives `false`, and those bytes are spoilt, when the text is not exactly one. */
export function packUuid(text: string, bytes: Uint8Array, at: number): boolean {
  return (
    text.charCodeAt(8) === HYPHEN &&
    text.charCodeAt(13) === HYPHEN &&
    text.charCodeAt(18) === HYPHEN &&
    text.charCodeAt(23) === HYPHEN &&
    packDigits(text, 0, bytes, at, 4) &&
    packDigits(text, 9, bytes, at + 4, 2) &&
    packDigits(text, 14, bytes, at + 6, 2) &&
    packDigits(text, 19, bytes, at + 8, 2) &&
    packDigits(text, 24, bytes, at + 10, 6)
  );
}

/** Writes the 32 bytes of 64 digits. Gives `false`, and those bytes are spoilt, when the text is not exactly that. */
export function packHash(text: string, bytes: Uint8Array, at: number): boolean {
  return packDigits(text, 0, bytes, at, HASH_BYTES);
}

const scratch = Buffer.alloc(UUID_CHARACTERS, HYPHEN);

export function unpackUuid(bytes: Uint8Array, at: number): string {
  for (const group of GROUPS) {
    for (let index = 0; index < group.bytes; index++) {
      const value = bytes[at + group.byte + index] ?? 0;
      const place = group.place + index * 2;
      scratch[place] = UNIT_OF_DIGIT[value >> 4] ?? 0;
      scratch[place + 1] = UNIT_OF_DIGIT[value & 15] ?? 0;
    }
  }
  return scratch.toString("latin1");
}

/** Two digits a byte, from a place on. Whether all of them were digits is asked once, at the end. */
function packDigits(text: string, place: number, bytes: Uint8Array, at: number, count: number): boolean {
  let seen = 0;
  for (let index = 0; index < count; index++) {
    const high = text.charCodeAt(place + index * 2);
    const low = text.charCodeAt(place + index * 2 + 1);
    const highDigit = DIGIT_OF_UNIT[high] ?? NO_DIGIT;
    const lowDigit = DIGIT_OF_UNIT[low] ?? NO_DIGIT;
    seen |= highDigit | lowDigit;
    bytes[at + index] = (highDigit << 4) | lowDigit;
  }
  return seen < NO_DIGIT;
}

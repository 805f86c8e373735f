/*
 * Ids that are hexadecimal digits, at two digits a byte. A string is packed only when unpacking gives
 * it back exactly: lower case, and a UUID's hyphens where they belong.
 *
 *   UUID       xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx     36 characters, 16 bytes
 *   hash       64 digits                                 32 bytes
 */
export const UUID_CHARACTERS = 36;
export const UUID_BYTES = 16;
export const HASH_BYTES = 32;

const NO_DIGIT = 0xff;
const HYPHEN = 0x2d;
/** Where the hyphens of a UUID stand: before these of its bytes. */
const HYPHEN_BEFORE = new Set([4, 6, 8, 10]);

const DIGIT_OF_UNIT = Uint8Array.from({ length: 128 }, (_, unit) => {
  const digit = "0123456789abcdef".indexOf(String.fromCharCode(unit));
  return digit === -1 ? NO_DIGIT : digit;
});
const UNIT_OF_DIGIT = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));

/** The place of each of a UUID's bytes in its text. */
const PLACES = Uint8Array.from({ length: UUID_BYTES }, (_, byte) => {
  const hyphens = [...HYPHEN_BEFORE].filter((before) => before <= byte).length;
  return byte * 2 + hyphens;
});
const HYPHEN_PLACES = [8, 13, 18, 23] as const;

/** The bytes that so many hexadecimal digits become. */
export const hexLength = (digits: string): number => digits.length / 2;

/** Writes a UUID's 16 bytes; `false`, with those bytes spoilt, when the text is not exactly one. */
export function packUuid(text: string, bytes: Uint8Array, at: number): boolean {
  for (const place of HYPHEN_PLACES) if (text.charCodeAt(place) !== HYPHEN) return false;
  for (let index = 0; index < UUID_BYTES; index++) {
    const value = byteAt(text, PLACES[index] ?? 0);
    if (value > 0xff) return false;
    bytes[at + index] = value;
  }
  return true;
}

/** Writes the 32 bytes of 64 digits; `false`, with those bytes spoilt, when the text is not exactly that. */
export function packHex(text: string, bytes: Uint8Array, at: number): boolean {
  for (let index = 0; index < HASH_BYTES; index++) {
    const value = byteAt(text, index * 2);
    if (value > 0xff) return false;
    bytes[at + index] = value;
  }
  return true;
}

const scratch = Buffer.alloc(UUID_CHARACTERS, HYPHEN);

export function unpackUuid(bytes: Uint8Array, at: number): string {
  for (let index = 0; index < UUID_BYTES; index++) {
    const value = bytes[at + index] ?? 0;
    const place = PLACES[index] ?? 0;
    scratch[place] = UNIT_OF_DIGIT[value >> 4] ?? 0;
    scratch[place + 1] = UNIT_OF_DIGIT[value & 15] ?? 0;
  }
  return scratch.toString("latin1");
}

/** Two digits as a byte; more than 255 when they are not two lower-case digits. */
function byteAt(text: string, place: number): number {
  const high = DIGIT_OF_UNIT[text.charCodeAt(place)] ?? NO_DIGIT;
  const low = DIGIT_OF_UNIT[text.charCodeAt(place + 1)] ?? NO_DIGIT;
  return high === NO_DIGIT || low === NO_DIGIT ? 0x100 : (high << 4) | low;
}

/**
 * Digests in plain JavaScript: expressions run in the locked realm, which has no other, and must give the same there as
 * in every replay. They serve `States.Hash` and `$hash`, which hash short texts; nothing here keeps a secret.
 */
export const HASHES = ["MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"] as const;
export type HashName = (typeof HASHES)[number];

export function digest(name: HashName, text: string): string {
  const bytes = utf8(text);
  switch (name) {
    case "MD5":
      return md5(bytes);
    case "SHA-1":
      return sha1(bytes);
    case "SHA-256":
      return sha256(bytes);
    case "SHA-384":
      return sha512(bytes, SHA384_START).slice(0, 96);
    case "SHA-512":
      return sha512(bytes, fractions(2, 8));
  }
}

/** The bytes of a text; a half of a surrogate pair becomes a replacement character. */
export function utf8(text: string): number[] {
  const encoded = encodeURIComponent(wellFormed(text));
  const bytes: number[] = [];
  for (let at = 0; at < encoded.length; at += 1) {
    if (encoded[at] === "%") {
      bytes.push(Number.parseInt(encoded.slice(at + 1, at + 3), 16));
      at += 2;
    } else bytes.push(encoded.charCodeAt(at));
  }
  return bytes;
}

const wellFormed = (text: string): string =>
  text.replaceAll(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");

/** The message with its end marked and its length in bits, in blocks. */
function padded(bytes: readonly number[], block: number, isLittleEndian: boolean): number[] {
  const length = bytes.length * 8;
  const lengthBytes = block / 8;
  const all = [...bytes, 0x80];
  while (all.length % block !== block - lengthBytes) all.push(0);
  for (let index = 0; index < lengthBytes; index += 1) {
    const place = isLittleEndian ? index : lengthBytes - 1 - index;
    all.push(place > 6 ? 0 : Math.floor(length / 2 ** (8 * place)) & 0xff);
  }
  return all;
}

const rotateLeft = (value: number, by: number): number => ((value << by) | (value >>> (32 - by))) >>> 0;
const hex = (value: number, digits = 8): string => value.toString(16).padStart(digits, "0");
const word = (bytes: readonly number[], at: number): number =>
  (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0;
const of = (list: readonly number[], at: number): number => list[at] ?? 0;

const MD5_SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

function md5(bytes: readonly number[]): string {
  const message = padded(bytes, 64, true);
  let [a, b, c, d] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let block = 0; block < message.length; block += 64) {
    const words = Array.from({ length: 16 }, (_, index) => {
      const at = block + index * 4;
      return word([of(message, at + 3), of(message, at + 2), of(message, at + 1), of(message, at)], 0);
    });
    let [w, x, y, z] = [a, b, c, d];
    for (let round = 0; round < 64; round += 1) {
      const quarter = round >> 4;
      const mixed =
        quarter === 0
          ? (x & y) | (~x & z)
          : quarter === 1
            ? (z & x) | (~z & y)
            : quarter === 2
              ? x ^ y ^ z
              : y ^ (x | ~z);
      const from = [round, 5 * round + 1, 3 * round + 5, 7 * round][quarter] ?? 0;
      const constant = Math.floor(Math.abs(Math.sin(round + 1)) * 2 ** 32);
      const sum = (w + mixed + constant + of(words, from % 16)) >>> 0;
      [w, z, y, x] = [z, y, x, (x + rotateLeft(sum, of(MD5_SHIFTS, quarter * 4 + (round % 4)))) >>> 0];
    }
    [a, b, c, d] = [(a + w) >>> 0, (b + x) >>> 0, (c + y) >>> 0, (d + z) >>> 0];
  }
  const swapped = (value: number): string =>
    hex((((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0);
  return [a, b, c, d].map(swapped).join("");
}

function sha1(bytes: readonly number[]): string {
  const message = padded(bytes, 64, false);
  let state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  for (let block = 0; block < message.length; block += 64) {
    const words = Array.from({ length: 16 }, (_, index) => word(message, block + index * 4));
    for (let index = 16; index < 80; index += 1) {
      const mixed = of(words, index - 3) ^ of(words, index - 8) ^ of(words, index - 14) ^ of(words, index - 16);
      words.push(rotateLeft(mixed >>> 0, 1));
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    for (let round = 0; round < 80; round += 1) {
      const quarter = Math.floor(round / 20);
      const mixed = quarter === 0 ? (b & c) | (~b & d) : quarter === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      const constant = of([0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6], quarter);
      const next = (rotateLeft(a, 5) + mixed + e + constant + of(words, round)) >>> 0;
      [e, d, c, b, a] = [d, c, rotateLeft(b, 30), a, next];
    }
    state = [a, b, c, d, e].map((value, index) => (value + of(state, index)) >>> 0);
  }
  return state.map((value) => hex(value)).join("");
}

const PRIMES = (() => {
  const primes: number[] = [];
  for (let each = 2; primes.length < 80; each += 1) {
    if (primes.every((prime) => each % prime !== 0)) primes.push(each);
  }
  return primes;
})();

/** The first 64 bits after the point of the square or cube roots of the first primes. */
function fractions(root: 2 | 3, howMany: number): bigint[] {
  return PRIMES.slice(0, howMany).map((prime) => {
    const scaled = BigInt(prime) << BigInt(64 * root);
    let low = 0n;
    let high = 1n << 70n;
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      if (middle ** BigInt(root) <= scaled) low = middle;
      else high = middle;
    }
    return low & MASK;
  });
}

const MASK = (1n << 64n) - 1n;
const SHA384_START = [
  0xcbbb9d5dc1059ed8n,
  0x629a292a367cd507n,
  0x9159015a3070dd17n,
  0x152fecd8f70e5939n,
  0x67332667ffc00b31n,
  0x8eb44a8768581511n,
  0xdb0c2e0d64f98fa7n,
  0x47b5481dbefa4fa4n,
];

function sha256(bytes: readonly number[]): string {
  const high = (list: readonly bigint[]): number[] => list.map((value) => Number(value >> 32n));
  const constants = high(fractions(3, 64));
  let state = high(fractions(2, 8));
  const message = padded(bytes, 64, false);
  const rotate = (value: number, by: number): number => rotateLeft(value, 32 - by);
  for (let block = 0; block < message.length; block += 64) {
    const words = Array.from({ length: 16 }, (_, index) => word(message, block + index * 4));
    for (let index = 16; index < 64; index += 1) {
      const [early, late] = [of(words, index - 15), of(words, index - 2)];
      const first = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
      const second = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
      words.push((of(words, index - 16) + first + of(words, index - 7) + second) >>> 0);
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let round = 0; round < 64; round += 1) {
      const first = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const one = (h + first + ((e & f) ^ (~e & g)) + of(constants, round) + of(words, round)) >>> 0;
      const second = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const two = (second + ((a & b) ^ (a & c) ^ (b & c))) >>> 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) >>> 0, c, b, a, (one + two) >>> 0];
    }
    state = [a, b, c, d, e, f, g, h].map((value, index) => (value + of(state, index)) >>> 0);
  }
  return state.map((value) => hex(value)).join("");
}

function sha512(bytes: readonly number[], start: readonly bigint[]): string {
  const constants = fractions(3, 80);
  let state = [...start];
  const message = padded(bytes, 128, false);
  const rotate = (value: bigint, by: bigint): bigint => ((value >> by) | (value << (64n - by))) & MASK;
  const at = (list: readonly bigint[], index: number): bigint => list[index] ?? 0n;
  for (let block = 0; block < message.length; block += 128) {
    const words = Array.from(
      { length: 16 },
      (_, index) => (BigInt(word(message, block + index * 8)) << 32n) | BigInt(word(message, block + index * 8 + 4)),
    );
    for (let index = 16; index < 80; index += 1) {
      const [early, late] = [at(words, index - 15), at(words, index - 2)];
      const first = rotate(early, 1n) ^ rotate(early, 8n) ^ (early >> 7n);
      const second = rotate(late, 19n) ^ rotate(late, 61n) ^ (late >> 6n);
      words.push((at(words, index - 16) + first + at(words, index - 7) + second) & MASK);
    }
    let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
    for (let round = 0; round < 80; round += 1) {
      const first = rotate(e, 14n) ^ rotate(e, 18n) ^ rotate(e, 41n);
      const one = (h + first + ((e & f) ^ (~e & MASK & g)) + at(constants, round) + at(words, round)) & MASK;
      const second = rotate(a, 28n) ^ rotate(a, 34n) ^ rotate(a, 39n);
      const two = (second + ((a & b) ^ (a & c) ^ (b & c))) & MASK;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) & MASK, c, b, a, (one + two) & MASK];
    }
    state = [a, b, c, d, e, f, g, h].map((value, index) => (value + at(state, index)) & MASK);
  }
  return state.map((value) => value.toString(16).padStart(16, "0")).join("");
}

/**
 * Which terms a segment may hold: a Bloom filter over term hashes. A term that is in the segment is
 * always in its filter; about one in a hundred of the others is, too. It answers for names and tags
 * of any number in at most two bytes and a half a term.
 */
export type TermFilter = Uint8Array;

const BITS_PER_TERM = 10;
const PROBES = 5;
const FILTER_BYTES_MIN = 8;

export function termFilter(hashes: ReadonlySet<number>): TermFilter {
  let bytes = FILTER_BYTES_MIN;
  while (bytes * 8 < hashes.size * BITS_PER_TERM) bytes *= 2;
  const filter = new Uint8Array(bytes);
  for (const hash of hashes) {
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = bitOf(filter, hash, probe);
      filter[bit >>> 3] = (filter[bit >>> 3] ?? 0) | (1 << (bit & 7));
    }
  }
  return filter;
}

/** False: no entry of the segment has the term. */
export function mayHold(filter: TermFilter, hash: number): boolean {
  for (let probe = 0; probe < PROBES; probe++) {
    const bit = bitOf(filter, hash, probe);
    if (((filter[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
  }
  return true;
}

function bitOf(filter: TermFilter, hash: number, probe: number): number {
  // The number of bits is a power of two, so an odd step meets every bit before it meets one again.
  const step = Math.imul(hash, 0x9e3779b1) | 1;
  return (hash + Math.imul(step, probe)) & (filter.length * 8 - 1);
}

/** A run of letters and digits; an apostrophe between two letters belongs to the word, as in "don't". */
const WORD = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{N}\p{M}]+)*/gu;

/** How often each word of a text occurs. Case does not matter, nor which apostrophe was typed. */
export function countWords(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [found] of text.matchAll(WORD)) {
    const word = found.toLowerCase().replaceAll("’", "'");
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

export interface MergedCounts {
  readonly total: number;
  readonly distinct: number;
  readonly top: readonly { readonly word: string; readonly count: number }[];
}

/** Adds counts up. The most frequent words come first, equally frequent ones by their letters. */
export function mergeCounts(counts: Iterable<Iterable<readonly [string, number]>>, top: number): MergedCounts {
  const merged = new Map<string, number>();
  let total = 0;
  for (const chunk of counts) {
    for (const [word, count] of chunk) {
      merged.set(word, (merged.get(word) ?? 0) + count);
      total += count;
    }
  }
  const ranked = [...merged].sort(([wordA, a], [wordB, b]) => b - a || (wordA < wordB ? -1 : 1));
  return { total, distinct: merged.size, top: ranked.slice(0, top).map(([word, count]) => ({ word, count })) };
}

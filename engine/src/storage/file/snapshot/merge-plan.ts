/** A sealed segment as the decision sees it. */
export interface MergeCandidate {
  readonly number: number;
  /** Of all its records. */
  readonly bytes: number;
  /** Of those that count. */
  readonly liveBytes: number;
}

/** A segment is worth copying when at most this share of its bytes is alive. */
const LIVE_SHARE_MAX = 0.5;

/**
 * Which segments the next snapshot copies together and removes, so that the store stays in proportion
 * to what is alive in it. Those that hold nothing alive cost nothing and go at once. Of the others the
 * deadest go first, for they give back most for what is copied; together at most `copyBytesMax`, so
 * that a snapshot takes no longer because of it. One always goes, however large, or it would stay for
 * ever. When more dies than can be copied, segments become deader while they wait, and cheaper.
 */
export function segmentsToMerge<Candidate extends MergeCandidate>(
  sealed: readonly Candidate[],
  copyBytesMax: number,
): readonly Candidate[] {
  const deadestFirst = sealed
    .filter(({ bytes, liveBytes }) => liveBytes <= bytes * LIVE_SHARE_MAX)
    .sort((a, b) => a.liveBytes * b.bytes - b.liveBytes * a.bytes || a.number - b.number);
  const chosen: Candidate[] = [];
  let copied = 0;
  for (const candidate of deadestFirst) {
    const fits = copied + candidate.liveBytes <= copyBytesMax;
    if (!fits && copied > 0) continue;
    chosen.push(candidate);
    copied += candidate.liveBytes;
  }
  return chosen;
}

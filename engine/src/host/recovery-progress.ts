/** How far a thread is in bringing back what its log and its snapshot hold. */
export interface RecoveryProgress {
  /** Since it began. */
  readonly tookMs: number;
  /** Records that were stepped again so far. */
  readonly records: number;
  /** How many there are to step again; absent until that is known. */
  readonly ofRecords?: number;
}

/** Takes what a recovery tells of itself while it goes on. */
export interface RecoveryListener {
  /** The snapshot is open, and so many records came after it. */
  replaying(ofRecords: number): void;
  /** Called for every {@link REPLAYED_EVERY_RECORDS}th record. */
  replayed(records: number): void;
}

/** Often enough for an eye that looks four times a second; seldom enough to cost nothing for each record. */
export const REPLAYED_EVERY_RECORDS = 256;

/**
 * Several threads recover side by side: their records are added up, and the one that began first says how
 * long it takes. How many there are to step is known when every one of them knows. `undefined` of none.
 */
export function recoveryOf(threads: readonly RecoveryProgress[]): RecoveryProgress | undefined {
  if (threads.length === 0) return undefined;
  let tookMs = 0;
  let records = 0;
  let ofRecords: number | undefined = 0;
  for (const thread of threads) {
    tookMs = Math.max(tookMs, thread.tookMs);
    records += thread.records;
    ofRecords = ofRecords === undefined || thread.ofRecords === undefined ? undefined : ofRecords + thread.ofRecords;
  }
  return { tookMs, records, ...(ofRecords !== undefined && { ofRecords }) };
}

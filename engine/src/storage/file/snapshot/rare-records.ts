import { type DeadMarks, isDead } from "./dead-marks.js";
import type { LiveCounts } from "./live-counts.js";
import type { SegmentDirectory } from "./segment-directory.js";

export interface RareRecord {
  readonly ordinal: number;
  readonly offset: number;
}

/**
 * By status code, the records of statuses that few records of a segment have. They stay in memory, so that
 * a list of the few failures among a million runs reads those records, and not the places of every segment.
 */
export type RareRecords = ReadonlyMap<number, readonly RareRecord[]>;

const RARE_MAX = 32;
/** In a small segment fewer are rare: reading its places costs little. */
const RARE_SHARE_MAX = 1 / 8;

export function rareRecords(directory: SegmentDirectory, dead: DeadMarks | undefined, live: LiveCounts): RareRecords {
  const { records } = directory;
  const most = Math.min(RARE_MAX, records * RARE_SHARE_MAX);
  const rare = new Map<number, RareRecord[]>();
  for (const [code, count] of live.byStatus.entries()) {
    if (code !== 0 && count > 0 && count <= most) rare.set(code, []);
  }
  if (rare.size === 0) return rare;
  for (let ordinal = 0; ordinal < records; ordinal++) {
    const found = rare.get(directory.statusCode(ordinal));
    if (found !== undefined && !isDead(dead, ordinal)) found.push({ ordinal, offset: directory.offset(ordinal) });
  }
  return rare;
}

/** All records that may be alive and have one of the statuses, in no order; `undefined` when they are too many to be known. */
export function rareOf(
  { rare, live }: { readonly rare: RareRecords; readonly live: LiveCounts },
  statusCodes: ReadonlySet<number> | undefined,
): readonly RareRecord[] | undefined {
  if (statusCodes === undefined) return undefined;
  const found: RareRecord[] = [];
  for (const code of statusCodes) {
    const records = rare.get(code);
    if (records !== undefined) found.push(...records);
    else if ((live.byStatus[code] ?? 0) > 0) return undefined;
  }
  return found;
}

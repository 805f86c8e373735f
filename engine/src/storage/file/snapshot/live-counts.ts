import { type DeadMarks, isDead } from "./dead-marks.js";
import { STATUS_CODES } from "./status-code.js";
import { wakeNumber } from "./stored-record.js";

/** What is counted of a record. */
export interface RecordFacts {
  readonly bytes: number;
  readonly statusCode: number;
  /** As `wakeNumber` gives it. */
  readonly wake: number;
}

/** What a segment holds that has not been superseded or removed. */
export interface LiveCounts {
  records: number;
  bytes: number;
  /** Records whose wake is not `never`. */
  wakes: number;
  /** By status code. Those that are in no list stand at 0. */
  readonly byStatus: Uint32Array;
}

const NEVER = wakeNumber("never");

export function countLive(
  records: number,
  dead: DeadMarks | undefined,
  facts: (ordinal: number) => RecordFacts,
): LiveCounts {
  const live: LiveCounts = { records: 0, bytes: 0, wakes: 0, byStatus: new Uint32Array(STATUS_CODES) };
  for (let ordinal = 0; ordinal < records; ordinal++) {
    if (!isDead(dead, ordinal)) change(live, facts(ordinal), 1);
  }
  return live;
}

/** A record of the segment counts no longer. */
export function uncount(live: LiveCounts, facts: RecordFacts): void {
  change(live, facts, -1);
}

function change(live: LiveCounts, { bytes, statusCode, wake }: RecordFacts, by: 1 | -1): void {
  live.records += by;
  live.bytes += by * bytes;
  if (wake !== NEVER) live.wakes += by;
  live.byStatus[statusCode] = (live.byStatus[statusCode] ?? 0) + by;
}

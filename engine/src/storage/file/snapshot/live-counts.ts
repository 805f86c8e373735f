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

export function noneLive(): LiveCounts {
  return { records: 0, bytes: 0, wakes: 0, byStatus: new Uint32Array(STATUS_CODES) };
}

/** Counts a record that is alive. Not as one value, for opening counts a million of them. */
export function countRecord(live: LiveCounts, bytes: number, statusCode: number): void {
  live.records += 1;
  live.bytes += bytes;
  live.byStatus[statusCode] = (live.byStatus[statusCode] ?? 0) + 1;
}

/** A record of the segment counts no longer. */
export function uncount(live: LiveCounts, { bytes, statusCode, wake }: RecordFacts): void {
  live.records -= 1;
  live.bytes -= bytes;
  live.byStatus[statusCode] = (live.byStatus[statusCode] ?? 0) - 1;
  if (wake !== NEVER) live.wakes -= 1;
}

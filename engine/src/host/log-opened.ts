import { DataDirDamaged, DataDirNewer, type PartitionId } from "../model/index.js";
import type { LogPosition } from "../storage/log.js";
import type { Cut } from "./log-links.js";

/**
 * Records under this number are not a partition's but the log's own: an incarnation has begun.
 * Hubs have far fewer partitions.
 */
export const LOG_ITSELF = 0xffff as PartitionId;

const FORMAT = 1;

/** The record with which an incarnation begins: a format byte and its epoch, u32 little-endian. */
export function encodeLogOpened(epoch: number): Uint8Array {
  const bytes = Buffer.alloc(5);
  bytes[0] = FORMAT;
  bytes.writeUInt32LE(epoch, 1);
  return bytes;
}

/** Reads what {@link encodeLogOpened} wrote: the epoch that began. */
export function decodeLogOpened(payload: Uint8Array): number {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  if ((bytes[0] ?? 0) > FORMAT) {
    throw new DataDirNewer(
      `The log says in format ${bytes[0]} that it was opened; this Dacapo reads format ${FORMAT}. Start the newer Dacapo that wrote it.`,
    );
  }
  if (bytes.byteLength !== 5 || bytes[0] !== FORMAT) {
    throw new DataDirDamaged("A record of the log that says when it was opened cannot be read.");
  }
  return bytes.readUInt32LE(1);
}

/** So many incarnations back, nobody can still depend on a record that was lost. */
const CUTS_MAX = 64;

/** The cuts of a log, one more included. */
export function withCut(cuts: readonly Cut[], epoch: number, through: LogPosition): readonly Cut[] {
  return [...cuts, { epoch, through }].slice(-CUTS_MAX);
}

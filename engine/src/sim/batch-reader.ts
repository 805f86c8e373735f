/** A record of a log, as it lies on the disk. */
export interface RawRecord {
  readonly position: number;
  readonly partition: number;
  readonly payload: Buffer;
}

export interface RawBatch {
  readonly first: number;
  readonly last: number;
  readonly records: readonly RawRecord[];
  readonly bytes: Buffer;
}

const HEADER_BYTES = 32;

/** Reads a batch without the engine's own code, as `storage/record.ts` draws it. Bytes that are no whole batch are none. */
export function readBatch(bytes: Buffer): RawBatch | undefined {
  if (bytes.byteLength < HEADER_BYTES || bytes.toString("latin1", 0, 4) !== "DCLB") return undefined;
  // Part of a batch, whose writer was stopped, is nothing.
  if (bytes.byteLength < HEADER_BYTES + bytes.readUInt32LE(16)) return undefined;
  const first = Number(bytes.readBigUInt64LE(8));
  const records: RawRecord[] = [];
  let at = HEADER_BYTES;
  for (let index = 0; index < bytes.readUInt32LE(20); index++) {
    const end = at + 6 + bytes.readUInt32LE(at + 2);
    records.push({
      position: first + index,
      partition: bytes.readUInt16LE(at),
      payload: Buffer.from(bytes.subarray(at + 6, end)),
    });
    at = end;
  }
  return { first, last: first + records.length - 1, records, bytes };
}

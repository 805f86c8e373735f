import { DataDirNewer } from "../model/index.js";
import type { PartitionEvent } from "../partition/event.js";

/** The first byte of a record says how the rest is written; a reader keeps every format it ever had. */
const JSON_V1 = 1;

export function encodeEvent(event: PartitionEvent): Uint8Array {
  const text = JSON.stringify(event);
  // Three bytes for a unit of text is the most that UTF-8 needs; most text needs one.
  const bytes = Buffer.allocUnsafe(1 + Buffer.byteLength(text));
  bytes[0] = JSON_V1;
  bytes.write(text, 1);
  return bytes;
}

/** Reads what {@link encodeEvent} wrote, in this version or an earlier one. */
export function decodeEvent(bytes: Uint8Array): PartitionEvent {
  const format = bytes[0];
  if (format !== JSON_V1) {
    throw new DataDirNewer(
      `A record of the log has format ${format}; this Dacapo reads formats up to ${JSON_V1}. Start the newer Dacapo that wrote it.`,
    );
  }
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + 1, bytes.byteLength - 1).toString()) as PartitionEvent;
}

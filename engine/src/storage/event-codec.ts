import { DataDirDamaged, DataDirNewer } from "../model/index.js";
import type { PartitionEvent } from "../partition/event.js";
import { ByteReader } from "./codec/byte-reader.js";
import { ByteWriter } from "./codec/byte-writer.js";
import { readEvent, writeEvent } from "./codec/event-bytes.js";
import type { PayloadSink, PayloadSource } from "./payloads.js";

/*
 * A record of the log. The first byte says how the rest is written; a reader keeps every format that
 * was ever released.
 *
 *   0      1
 *   ┌──────┬──────────────────────────────── ─ ─
 *   │ 1    │ the event as JSON: Dacapo 0.1.0
 *   ├──────┼──────┬───────────────────────── ─ ─
 *   │ 2    │ kind │ the event, laid out by kind (`codec/event-bytes.ts`)
 *   └──────┴──────┴───────────────────────── ─ ─
 *
 * The top bit of `kind` is set when the record refers to a text that is kept elsewhere
 * (`payloads.ts`), so that one who only looks for references may pass by the others; readers of whole records have no use for it.
 */
const JSON_V1 = 1;
const FORMAT = 2;
const REFERS = 0x80;
const WHAT = "A record of the log";

/**
 * Writes an event behind what the writer holds. Texts over the limit go to the writer's `Payloads`, which must
 * be synced BEFORE the record is made durable.
 */
export function encodeEventInto(writer: ByteWriter, event: PartitionEvent): void {
  const { references } = writer;
  writer.byte(FORMAT);
  const kindAt = writer.length;
  writer.byte(0);
  const kind = writeEvent(writer, event);
  writer.patchByte(kindAt, writer.references === references ? kind : kind | REFERS);
}

/**
 * Encodes one event after the other without a buffer for each. What it gives is the caller's only until the
 * next call: it is for one who copies it at once, as the commit log does.
 */
export function eventEncoder(payloads?: PayloadSink): (event: PartitionEvent) => Uint8Array {
  const writer = new ByteWriter(payloads, 4 * 1024);
  return (event) => {
    writer.reset();
    encodeEventInto(writer, event);
    return writer.written();
  };
}

/** An event as bytes of its own. Without `payloads`, everything stands in them. */
export function encodeEvent(event: PartitionEvent, payloads?: PayloadSink): Uint8Array {
  const writer = new ByteWriter(payloads);
  encodeEventInto(writer, event);
  return writer.written();
}

/**
 * Reads what {@link encodeEvent} wrote, in this version or an earlier one. Throws `DataDirNewer` for bytes
 * of a later version and `DataDirDamaged` for bytes that no version wrote.
 */
export function decodeEvent(bytes: Uint8Array, payloads?: PayloadSource): PartitionEvent {
  switch (bytes[0]) {
    case JSON_V1:
      return decodeJsonV1(bytes);
    case FORMAT: {
      const reader = new ByteReader(bytes, WHAT, payloads);
      reader.byte();
      const event = readEvent(reader, reader.byte() & ~REFERS);
      reader.finish();
      return event;
    }
    case undefined:
      throw new DataDirDamaged(`${WHAT} is empty. Restore the data directory from a backup.`);
    default:
      throw new DataDirNewer(
        `${WHAT} has format ${bytes[0]}; this Dacapo reads formats up to ${FORMAT}. Start the newer Dacapo that wrote it.`,
      );
  }
}

/** True when a record refers to a text that is kept elsewhere. Looks at its first two bytes. */
export const eventRefersToPayloads = (bytes: Uint8Array): boolean =>
  bytes[0] === FORMAT && ((bytes[1] ?? 0) & REFERS) !== 0;

function decodeJsonV1(bytes: Uint8Array): PartitionEvent {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + 1, bytes.byteLength - 1).toString();
  try {
    return JSON.parse(text) as PartitionEvent;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DataDirDamaged(`${WHAT} holds broken JSON: ${why}. Restore the data directory from a backup.`);
  }
}

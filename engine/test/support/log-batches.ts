import { crc32 } from "node:zlib";
import { partitionId } from "../../src/model/index.js";
import { type Batch, logPosition } from "../../src/storage/log.js";
import { FILE_HEADER_BYTES, fileHeader } from "../../src/storage/log-file.js";
import { BATCH_HEADER_BYTES, sealBatch } from "../../src/storage/record.js";
import { RecordQueue } from "../../src/storage/record-queue.js";

/** A batch as it is handed to a log: its header is not there yet. */
export function batchOf(first: number, texts: readonly string[], partition = 1): Batch {
  const queue = new RecordQueue();
  for (const text of texts) queue.add(partitionId(partition), Buffer.from(text));
  return queue.take(logPosition(first), { recordsMax: texts.length, bytesMax: Number.POSITIVE_INFINITY });
}

/** A batch as it stands in the file of that number. */
export function sealedBatch(number: number, first: number, texts: readonly string[]): Buffer {
  const { bytes } = batchOf(first, texts);
  sealBatch(bytes, logPosition(first), texts.length, number);
  return bytes;
}

/** A file of the log: its header and batches, and the offsets at which they end. */
export function fileImage(number: number, first: number, batches: readonly (readonly string[])[]) {
  const parts = [fileHeader(number, logPosition(first))];
  const ends = [FILE_HEADER_BYTES];
  let next = first;
  for (const texts of batches) {
    const bytes = sealedBatch(number, next, texts);
    parts.push(bytes);
    ends.push((ends.at(-1) ?? 0) + bytes.byteLength);
    next += texts.length;
  }
  return { bytes: Buffer.concat(parts), ends };
}

/** A batch as 0.1.0 wrote it: 28 bytes of header, the checksum over the first 24 and the body. */
export function batchOfFormat1(first: number, texts: readonly string[]): Buffer {
  const body = batchOf(first, texts).bytes.subarray(BATCH_HEADER_BYTES);
  const header = Buffer.alloc(28);
  header.write("DCLB", 0, "latin1");
  header.writeUInt8(1, 4);
  header.writeBigUInt64LE(BigInt(first), 8);
  header.writeUInt32LE(body.byteLength, 16);
  header.writeUInt32LE(texts.length, 20);
  header.writeUInt32LE(crc32(body, crc32(header.subarray(0, 24))), 24);
  return Buffer.concat([header, body]);
}

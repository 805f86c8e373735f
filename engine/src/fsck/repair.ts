import path from "node:path";
import type { Files } from "../storage/file/files.js";
import { type LogRecord, logPosition } from "../storage/log.js";
import { fileHeader, logFileName, logFileNumbers } from "../storage/log-file.js";
import { sealBatch } from "../storage/record.js";
import { RecordQueue } from "../storage/record-queue.js";
import type { LogRepair } from "./repair-plan.js";
import { copyInto, writeWhole } from "./rescue.js";

const BATCH_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Writes a damaged log anew. Its files are copied first; then a file that holds all that is kept gets
 * the next number, by a rename: from that moment on the log begins with it, whatever lies before. Only
 * then the others go. A repair that is cut short is done again.
 */
export function repairLog(repair: LogRepair, files: Files, rescued: string): void {
  const { directory } = repair.log;
  const names = files.list(directory);
  const numbers = logFileNumbers(names);
  // A spare may be of a life whose number comes again now.
  const former = [...numbers.map(logFileName), ...names.filter((name) => /^spare-\d+$/.test(name))];
  const into = path.join(rescued, path.basename(directory));
  copyInto(
    into,
    former.map((name) => path.join(directory, name)),
    files,
  );
  const number = (numbers.at(-1) ?? 0) + 1;
  const draft = path.join(directory, "repaired.new");
  writeWhole(draft, logFileOf(repair, number), files);
  files.rename(draft, path.join(directory, logFileName(number)));
  files.syncDirectory(directory);
  for (const name of former) files.remove(path.join(directory, name));
  files.syncDirectory(directory);
}

function logFileOf({ after, kept }: LogRepair, number: number): Buffer {
  const first = logPosition(after + 1);
  return Buffer.concat([fileHeader(number, first), ...batchesOf(kept, number)]);
}

function* batchesOf(records: readonly LogRecord[], number: number): Generator<Buffer> {
  const queue = new RecordQueue();
  let first = records[0]?.position;
  for (const { partition, payload } of records) queue.add(partition, payload);
  while (queue.records > 0 && first !== undefined) {
    const batch = queue.take(first, { recordsMax: queue.records, bytesMax: BATCH_BYTES_MAX });
    const bytes = Buffer.from(batch.bytes);
    queue.written();
    sealBatch(bytes, batch.first, batch.last - batch.first + 1, number);
    yield bytes;
    first = logPosition(batch.last + 1);
  }
}

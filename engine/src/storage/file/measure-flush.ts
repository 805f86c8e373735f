import path from "node:path";
import { percentilesOf } from "../sample-ring.js";
import type { Files } from "./files.js";
import { FLUSH_PATHS, type FlushMedians, type FlushPath, openFor, writeDurably } from "./flush-path.js";

const FLUSHES = 20;
const FLUSH_BYTES = 4 * 1024;
/** On a disk that is this slow, fewer flushes tell enough. */
const ENOUGH_MS = 1_000;

/**
 * Times about twenty flushes on each path, in the directory where the log will be and in a file that is
 * as the log's files are: written with zeros ahead of time. The paths take turns, so that a noisy
 * moment hits all alike.
 */
export async function measureFlush(
  directory: string,
  files: Files,
  nowMs: () => number = () => performance.now(),
): Promise<FlushMedians> {
  const name = path.join(directory, "flush-probe");
  const probe = files.openForWriting(name);
  probe.write(Buffer.alloc(FLUSHES * FLUSH_BYTES), 0);
  probe.sync();
  probe.close();
  const opened = FLUSH_PATHS.map((flushPath) => ({ flushPath, file: openFor(flushPath, files, name) }));
  const took: Record<FlushPath, number[]> = { writeThrough: [], writeAndSync: [], writeLaterAndSync: [] };
  const bytes = Buffer.alloc(FLUSH_BYTES, 0x5a);
  const beganMs = nowMs();
  try {
    for (let round = 0; round < FLUSHES && (round < 3 || nowMs() - beganMs < ENOUGH_MS); round++) {
      for (const { flushPath, file } of opened) {
        const fromMs = nowMs();
        await writeDurably({ flushPath, waitedForBytesMax: FLUSH_BYTES }, file, bytes, round * FLUSH_BYTES);
        took[flushPath].push(nowMs() - fromMs);
      }
    }
  } finally {
    for (const { file } of opened) file.close();
    files.remove(name);
  }
  const median = (flushPath: FlushPath): number => percentilesOf(Float64Array.from(took[flushPath])).p50;
  return {
    writeThrough: median("writeThrough"),
    writeAndSync: median("writeAndSync"),
    writeLaterAndSync: median("writeLaterAndSync"),
  };
}

import type { Files, WritableFile } from "./files.js";

/**
 * How a batch is made durable:
 *
 * - `writeThrough`: a write that is durable when it returns (O_DSYNC), in the caller's thread.
 * - `writeAndSync`: a write and an fdatasync, in the caller's thread.
 * - `writeLaterAndSync`: the same on another thread, while the caller goes on.
 *
 * A large batch never keeps the caller: where so much is written there is enough to do meanwhile.
 */
export type FlushPath = "writeThrough" | "writeAndSync" | "writeLaterAndSync";

export const FLUSH_PATHS: readonly FlushPath[] = ["writeThrough", "writeAndSync", "writeLaterAndSync"];

export function openFor(flushPath: FlushPath, files: Files, name: string): WritableFile {
  return files.openForWriting(name, { writeThrough: flushPath === "writeThrough" });
}

/** A batch of more bytes is not waited for. */
export const WAITED_FOR_BYTES_MAX = 32 * 1024;

/**
 * Writes so that it is durable: when this returns `undefined`, or else when the promise resolves. What is
 * larger than `waitedForBytesMax` is made durable on another thread in any case.
 */
export function writeDurably(
  { flushPath, waitedForBytesMax }: { readonly flushPath: FlushPath; readonly waitedForBytesMax: number },
  file: WritableFile,
  bytes: Uint8Array,
  offset: number,
): Promise<void> | undefined {
  const isLarge = bytes.byteLength > waitedForBytesMax;
  switch (flushPath) {
    case "writeThrough":
      if (isLarge) return file.writeLater(bytes, offset);
      file.write(bytes, offset);
      return undefined;
    case "writeAndSync":
      // The write goes to memory: it is the flush that takes its time.
      file.write(bytes, offset);
      if (isLarge) return file.syncLater();
      file.sync();
      return undefined;
    case "writeLaterAndSync":
      return file.writeLater(bytes, offset).then(() => file.syncLater());
  }
}

/** The median time of one flush of 4 KiB, in milliseconds. */
export type FlushMedians = Readonly<Record<FlushPath, number>>;

/**
 * A thread that waits does nothing else. Below this it is worth it, for a turn of the engine takes
 * about as long and the way to another thread and back costs ×1.4; above, others could go on meanwhile.
 */
const WAITED_FOR_MS_MAX = 2;

export function bestFlushPath(medians: FlushMedians): FlushPath {
  const waiting = medians.writeThrough <= medians.writeAndSync ? "writeThrough" : "writeAndSync";
  return medians[waiting] < WAITED_FOR_MS_MAX ? waiting : "writeLaterAndSync";
}

import fs from "node:fs";
import os from "node:os";

const TMPFS = 0x01021994;

/**
 * What the figures were made on. Who reads them later can then tell whether they may be compared.
 *
 * @param {string} directory where the data directories are made
 */
export function machine(directory) {
  return {
    processor: os.cpus()[0]?.model ?? "unknown",
    cores: os.availableParallelism(),
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()}`,
    node: process.version,
    loadAtStart: os.loadavg()[0] ?? 0,
    fileSystem: fileSystemOf(directory),
  };
}

/** @param {string} directory */
function fileSystemOf(directory) {
  const type = fs.statfsSync(directory).type;
  if (type === TMPFS) return "tmpfs: it is memory, so flushes cost nothing here";
  return type === 0xef53 ? "ext2, ext3 or ext4" : `type 0x${type.toString(16)}`;
}

import { temporaryDirectory } from "../../test/support/temporary-directory.js";
import { logConformance } from "./conformance.js";
import { delayedLog } from "./delayed-log.js";
import { fileLog } from "./file/file-log.js";
import { FLUSH_PATHS } from "./file/flush-path.js";
import { nodeFiles } from "./file/node-files.js";
import { memoryDisk, memoryLog } from "./memory/memory-log.js";

logConformance("the file log", () => {
  const directory = temporaryDirectory("log");
  return { open: () => fileLog(directory.path, nodeFiles), remove: directory.remove };
});

logConformance("the file log in many small files", () => {
  const directory = temporaryDirectory("log");
  return { open: () => fileLog(directory.path, nodeFiles, { fileBytes: 64 }), remove: directory.remove };
});

for (const flushPath of FLUSH_PATHS) {
  logConformance(`the file log, flushed by ${flushPath}`, () => {
    const directory = temporaryDirectory("log");
    return {
      open: () => fileLog(directory.path, nodeFiles, { fileBytes: 4_096, flushPath }),
      remove: directory.remove,
    };
  });
}

logConformance("the memory log", () => {
  const disk = memoryDisk();
  return { open: () => memoryLog(disk), remove: () => undefined };
});

logConformance("the memory log on a slow disk", () => {
  const disk = memoryDisk();
  const slow = () => new Promise<void>((resolve) => setTimeout(resolve, 1));
  return { open: () => memoryLog(disk, slow), remove: () => undefined };
});

logConformance("a log with a delay", () => {
  const disk = memoryDisk();
  return { open: () => delayedLog(memoryLog(disk), 1), remove: () => undefined };
});

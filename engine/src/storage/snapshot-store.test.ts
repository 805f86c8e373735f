import path from "node:path";
import { temporaryDirectory } from "../../test/support/temporary-directory.js";
import { nodeFiles } from "./file/node-files.js";
import { FileSnapshots, STORE_LIMITS } from "./file/snapshot/file-snapshots.js";
import { memorySnapshot, memorySnapshots } from "./memory/memory-snapshots.js";
import { PARTITIONS, type SnapshotPlace, snapshotStoreConformance } from "./snapshot-conformance.js";

snapshotStoreConformance("the file store", () => onDisk(STORE_LIMITS));

snapshotStoreConformance("the file store in many small segments", () =>
  onDisk({ records: 32, bytes: 4 * 1024, copyBytes: 64 * 1024 }),
);

snapshotStoreConformance("the memory store", () => {
  const place = memorySnapshot();
  return { open: () => memorySnapshots(place, PARTITIONS), settle: (promise) => promise, remove: () => undefined };
});

function onDisk(limits: typeof STORE_LIMITS): SnapshotPlace {
  const directory = temporaryDirectory("store");
  const logDirectory = path.join(directory.path, "logs");
  const partitionsDirectory = path.join(directory.path, "partitions");
  nodeFiles.makeDirectory(logDirectory);
  const place = { logDirectory, partitionsDirectory, partitions: PARTITIONS, files: nodeFiles };
  return {
    open: () => new FileSnapshots(place, limits),
    settle: (promise) => promise,
    remove: directory.remove,
  };
}

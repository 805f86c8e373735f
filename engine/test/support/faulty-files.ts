import type { Files, WritableFile } from "../../src/storage/file/files.js";
import { nodeFiles } from "../../src/storage/file/node-files.js";

/** What may be told to go wrong, and when. */
export interface Faults {
  /** Bytes that may still be written to files; a write beyond them leaves what fits and throws ENOSPC. */
  bytesLeft: number;
  /** The next sync throws EIO. */
  syncFails: boolean;
  /** The bytes of writes that were not synced yet, by file: what a power loss takes. */
  readonly unsynced: Map<string, number>;
}

/** The real file system until a fault is switched on. */
export function faultyFiles(): { readonly files: Files; readonly faults: Faults } {
  const faults: Faults = { bytesLeft: Number.POSITIVE_INFINITY, syncFails: false, unsynced: new Map() };
  return {
    faults,
    files: { ...nodeFiles, openForWriting: (path) => faultyFile(nodeFiles.openForWriting(path), path, faults) },
  };
}

function faultyFile(file: WritableFile, path: string, faults: Faults): WritableFile {
  return {
    ...file,
    write(bytes, offset) {
      const fits = Math.min(bytes.byteLength, faults.bytesLeft);
      file.write(bytes.subarray(0, fits), offset);
      faults.bytesLeft -= fits;
      faults.unsynced.set(path, (faults.unsynced.get(path) ?? 0) + fits);
      if (fits < bytes.byteLength) throw systemError("ENOSPC", "no space left on device, write");
    },
    sync() {
      if (faults.syncFails) throw systemError("EIO", "i/o error, fdatasync");
      file.sync();
      faults.unsynced.delete(path);
    },
  };
}

function systemError(code: string, message: string): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}

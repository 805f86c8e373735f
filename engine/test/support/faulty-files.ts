import type { Files, WritableFile } from "../../src/storage/file/files.js";
import { nodeFiles } from "../../src/storage/file/node-files.js";

/** What may be told to go wrong, and when. */
export interface Faults {
  /** Bytes that may still be written to files; a write beyond them leaves what fits and throws ENOSPC. */
  bytesLeft: number;
  /** What makes writes durable throws EIO: a sync, or a write that is durable by itself. */
  syncFails: boolean;
}

/** The real file system until a fault is switched on. */
export function faultyFiles(): { readonly files: Files; readonly faults: Faults } {
  const faults: Faults = { bytesLeft: Number.POSITIVE_INFINITY, syncFails: false };
  return {
    faults,
    files: {
      ...nodeFiles,
      openForWriting: (path, options = {}) =>
        faultyFile(nodeFiles.openForWriting(path, options), faults, options.writeThrough === true),
    },
  };
}

function faultyFile(file: WritableFile, faults: Faults, writeThrough: boolean): WritableFile {
  const take = (bytes: Uint8Array): number => {
    if (writeThrough) refuseSync("write");
    const fits = Math.min(bytes.byteLength, faults.bytesLeft);
    faults.bytesLeft -= fits;
    return fits;
  };
  const refuseRest = (fits: number, wanted: number): void => {
    if (fits < wanted) throw systemError("ENOSPC", "no space left on device, write");
  };
  const refuseSync = (what: string): void => {
    if (faults.syncFails) throw systemError("EIO", `i/o error, ${what}`);
  };
  return {
    ...file,
    write(bytes, offset) {
      const fits = take(bytes);
      file.write(bytes.subarray(0, fits), offset);
      refuseRest(fits, bytes.byteLength);
    },
    async writeLater(bytes, offset) {
      const fits = take(bytes);
      await file.writeLater(bytes.subarray(0, fits), offset);
      refuseRest(fits, bytes.byteLength);
    },
    sync() {
      refuseSync("fdatasync");
      file.sync();
    },
    async syncLater() {
      refuseSync("fdatasync");
      await file.syncLater();
    },
  };
}

function systemError(code: string, message: string): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}

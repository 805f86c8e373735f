/**
 * What storage needs of a file system. A port, so that tests can make a disk full, slow or forgetful
 * at a chosen write. Every call may throw (or reject with) the error of the operating system.
 */
export interface Files {
  /** Makes a directory and those above it, if they are missing. */
  makeDirectory(path: string): void;
  /** The names in a directory, in any order. Throws ENOENT when there is none. */
  list(path: string): readonly string[];
  exists(path: string): boolean;
  /** The length of a file in bytes. Throws ENOENT when there is none. */
  size(path: string): number;
  /** A whole file. Throws ENOENT when there is none. */
  read(path: string): Buffer;
  /** Opens a file of which parts are read. Throws ENOENT when there is none. */
  openForReading(path: string): ReadableFile;
  /** Opens for writing; makes an empty file if there is none. */
  openForWriting(path: string, options?: WritingOptions): WritableFile;
  /** What had the name `to` before is gone. Who has one of the two files open goes on with that file. */
  rename(from: string, to: string): void;
  /** Removes a file, not a directory. Throws ENOENT when there is none. Who has it open goes on with it. */
  remove(path: string): void;
  /** As `remove`, on another thread: to free a large file takes a while. */
  removeLater(path: string): Promise<void>;
  /** Makes the names in a directory durable: that a file came, went or changed its name. */
  syncDirectory(path: string): void;
  /** As `syncDirectory`, on another thread, for the changes of names that came before the call. */
  syncDirectoryLater(path: string): Promise<void>;
}

export interface WritingOptions {
  /** Each write is durable when it returns (`writeLater`: when it resolves). Without it, after the next sync. */
  readonly writeThrough?: boolean;
}

export interface ReadableFile {
  /** The bytes from an offset on: as many as asked for, or fewer, or none, where the file ends before. */
  read(offset: number, length: number): Buffer;
  close(): void;
}

/**
 * A file that is written to. The laws of what is done later, that is, beside the caller:
 *
 * 1. The bytes belong to `writeLater` until it settles: nobody changes them before.
 * 2. Two writes that are under way at once may be done in either order, or in parts by turns. Who
 *    needs an order waits for the first one.
 * 3. `syncLater` covers each write that had returned or resolved when it was called, and promises
 *    nothing about others.
 * 4. `close` is called when nothing is under way.
 * 5. What has not settled when the machine stops was done, in part, or not at all.
 */
export interface WritableFile {
  /** Writes all of it at the offset, or throws; then any part of it may have been written. */
  write(bytes: Uint8Array, offset: number): void;
  /** As `write`, on another thread. */
  writeLater(bytes: Uint8Array, offset: number): Promise<void>;
  /** Cuts or lengthens with zeros. */
  truncate(length: number): void;
  /** Makes what was written durable. After a failure nothing is known about the file's content. */
  sync(): void;
  /** As `sync`, on another thread. */
  syncLater(): Promise<void>;
  close(): void;
}

/**
 * What the log needs of a file system. A port, so that tests can make a disk full, slow or forgetful
 * at a chosen write. Every call may throw the error of the operating system.
 */
export interface Files {
  /** Makes a directory and those above it, if they are missing. */
  makeDirectory(path: string): void;
  /** The names in a directory, in any order. Throws ENOENT when there is none. */
  list(path: string): readonly string[];
  exists(path: string): boolean;
  read(path: string): Buffer;
  /** Opens for writing; makes an empty file if there is none. */
  openForWriting(path: string): WritableFile;
  rename(from: string, to: string): void;
  /** Makes the names in a directory durable: that a file came, went or changed its name. */
  syncDirectory(path: string): void;
}

export interface WritableFile {
  /** Writes all of it at the offset, or throws. */
  write(bytes: Uint8Array, offset: number): void;
  /** Cuts or lengthens with zeros. */
  truncate(length: number): void;
  /** Makes what was written durable. After a failure nothing is known about the file's content. */
  sync(): void;
  close(): void;
}

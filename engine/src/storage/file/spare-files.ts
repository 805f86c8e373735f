import path from "node:path";
import type { Files } from "./files.js";

const SPARES_MAX = 2;
/** Pieces in which zeros are written: small enough not to stand in the way of a flush for long. */
const PIECE_BYTES = 1024 * 1024;

/**
 * Files that wait for their use, `spare-1`, `spare-2`: of the right size and on the disk already, so
 * that writing into them changes no length. One may hold zeros or what is left of an earlier life. A
 * file of another size is the beginning of one, which its maker did not finish.
 */
export class SpareFiles {
  private readonly ready: string[] = [];
  private making: Promise<void> | undefined;
  /** The disk had no room for a spare; none is tried again before some was given back. */
  private noRoom = false;
  private isClosed = false;

  constructor(
    private readonly directory: string,
    private readonly files: Files,
    private readonly fileBytes: number,
  ) {}

  get count(): number {
    return this.ready.length;
  }

  /** Takes over what an earlier opening left, and removes what is of no use, or may not be used. */
  adopt(names: readonly string[], mayBeUsed: (file: string) => boolean): void {
    for (const name of names) {
      if (!/^spare-\d+$/.test(name)) continue;
      const file = path.join(this.directory, name);
      this.admit(file, this.files.size(file) === this.fileBytes && mayBeUsed(file));
    }
  }

  /** A spare that is ready, or the name of a file that is to be made. */
  take(): { readonly file: string; readonly isReady: boolean } {
    const file = this.ready.shift();
    return file === undefined ? { file: this.freeName(), isReady: false } : { file, isReady: true };
  }

  /** Makes a file of the log a spare, or removes it if there are enough, or if it is of another size. */
  recycle(file: string, bytes: number): void {
    this.noRoom = false;
    if (bytes !== this.fileBytes || this.ready.length >= SPARES_MAX) {
      this.files.remove(file);
      return;
    }
    const spare = this.freeName();
    this.files.rename(file, spare);
    this.ready.push(spare);
  }

  /** Begins to make a spare if there is none. Nobody waits for it; without one the log goes on more slowly. */
  prepare(): void {
    if (this.ready.length > 0 || this.making !== undefined || this.noRoom || this.isClosed) return;
    this.making = this.make(this.freeName()).finally(() => {
      this.making = undefined;
    });
  }

  /** A name that no spare has. */
  freeName(): string {
    for (let number = 1; ; number++) {
      const file = path.join(this.directory, `spare-${number}`);
      if (!this.files.exists(file)) return file;
    }
  }

  /** What is being made is given up, after the piece that is under way. */
  close(): void {
    this.isClosed = true;
  }

  private async make(spare: string): Promise<void> {
    try {
      await this.fill(spare);
      if (!this.isClosed) this.admit(spare, true);
    } catch {
      // A disk that is full, or fails: the log will meet the same and say so. Its room is needed more.
      this.noRoom = true;
      this.discard(spare);
    }
  }

  private async fill(spare: string): Promise<void> {
    const file = this.files.openForWriting(spare);
    try {
      const zeros = Buffer.alloc(Math.min(PIECE_BYTES, this.fileBytes));
      for (let offset = 0; offset < this.fileBytes && !this.isClosed; offset += zeros.byteLength) {
        await file.writeLater(zeros.subarray(0, Math.min(zeros.byteLength, this.fileBytes - offset)), offset);
        await file.syncLater();
      }
    } finally {
      file.close();
    }
  }

  private discard(spare: string): void {
    try {
      this.files.remove(spare);
    } catch {
      // The next opening removes it.
    }
  }

  private admit(file: string, isFit: boolean): void {
    if (isFit && this.ready.length < SPARES_MAX) this.ready.push(file);
    else this.files.remove(file);
  }
}

import { invariant } from "../../../model/index.js";
import type { Files, WritableFile } from "../files.js";
import type { WriteQueue } from "./write-queue.js";

/** The end of a segment's file, where a snapshot adds to it: gathers pieces and hands them to the queue. */
export class SegmentOutput {
  /** Opened by the queue, before the first piece is written. */
  private handle: WritableFile | undefined;
  private piece: Buffer | undefined;
  private pieceAt: number;
  private filled = 0;

  constructor(
    readonly file: string,
    files: Files,
    /** Where the file's content ends: 0 for a new one. What stands behind is of an unfinished snapshot. */
    end: number,
    private readonly queue: WriteQueue,
    private readonly isWanted: () => boolean,
  ) {
    this.pieceAt = end;
    queue.add(isWanted, async () => {
      this.handle = files.openForWriting(file);
      if (end === 0) this.handle.truncate(0);
    });
  }

  /** Room for so many bytes behind what was added before; `fill` puts them there. */
  add(bytes: number, fill: (into: Buffer, offset: number) => void): void {
    if (this.piece !== undefined && this.filled + bytes > this.piece.byteLength) this.flush();
    this.piece ??= this.queue.takePiece(bytes);
    fill(this.piece, this.filled);
    this.filled += bytes;
    this.queue.backlogBytes += bytes;
  }

  /** Hands what has gathered to the queue. */
  flush(): void {
    const { piece, filled, pieceAt, queue, isWanted } = this;
    if (piece === undefined) return;
    this.piece = undefined;
    this.filled = 0;
    this.pieceAt += filled;
    queue.add(isWanted, () => this.opened().writeLater(piece.subarray(0, filled), pieceAt));
    queue.addAlways(() => {
      queue.backlogBytes -= filled;
      queue.givePieceBack(piece);
    });
  }

  /** What the queue does once everything is written. */
  sync(): Promise<void> {
    return this.opened().syncLater();
  }

  /** Lets the file go, after what is under way. What has gathered and was not flushed is forgotten. */
  close(): void {
    const { piece, filled, queue } = this;
    this.piece = undefined;
    if (piece !== undefined) {
      queue.backlogBytes -= filled;
      queue.givePieceBack(piece);
    }
    queue.addAlways(() => this.handle?.close());
  }

  private opened(): WritableFile {
    invariant(this.handle !== undefined, `${this.file} is written to before it was opened`);
    return this.handle;
  }
}

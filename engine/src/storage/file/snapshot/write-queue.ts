/** A file is written in pieces of this size. */
export const PIECE_BYTES = 256 * 1024;
/** Pieces that wait to be used again. */
const SPARE_PIECES_MAX = 16;

/** What the disk has been asked to do, one after the other, beside the engine's thread. */
export class WriteQueue {
  private tail: Promise<void> = Promise.resolve();
  private failed: { readonly error: unknown } | undefined;
  private readonly spare: Buffer[] = [];
  /** Bytes that were gathered and are not written yet. */
  backlogBytes = 0;

  /** The operating system's refusal, once there was one. Nothing is written after it. */
  get failure(): { readonly error: unknown } | undefined {
    return this.failed;
  }

  /** Does something after all that was asked for before, unless that failed or `isWanted` says no by then. */
  add(isWanted: () => boolean, act: () => Promise<void>): void {
    this.tail = this.tail.then(async () => {
      if (this.failed !== undefined || !isWanted()) return;
      try {
        await act();
      } catch (error) {
        this.failed = { error };
      }
    });
  }

  /** Does something after all that was asked for before, whatever became of it: gives back what was held. */
  addAlways(act: () => void): void {
    this.tail = this.tail.then(() => {
      try {
        act();
      } catch (error) {
        this.failed ??= { error };
      }
    });
  }

  /** Resolves when nothing that was asked for so far is under way any more, whatever became of it. */
  idle(): Promise<void> {
    return this.tail;
  }

  /** Resolves when all that was asked for so far is done. Rejects when anything failed. */
  async settled(): Promise<void> {
    await this.tail;
    if (this.failed !== undefined) throw this.failed.error;
  }

  /** A buffer of {@link PIECE_BYTES}, or of more if that is too little. */
  takePiece(bytes: number): Buffer {
    if (bytes > PIECE_BYTES) return Buffer.allocUnsafeSlow(bytes);
    return this.spare.pop() ?? Buffer.allocUnsafeSlow(PIECE_BYTES);
  }

  /** The bytes of the piece are of no use to anybody any more. */
  givePieceBack(piece: Buffer): void {
    if (piece.byteLength === PIECE_BYTES && this.spare.length < SPARE_PIECES_MAX) this.spare.push(piece);
  }
}

import type { Doc } from "./doc.js";

/** What a step knows of where it stands. */
export interface Position {
  readonly depth: number;
  /** Nothing comes after it in its function: a return may be written as one. */
  readonly isTail: boolean;
  /** What stands before a return's value where it cannot be written as a return: `output = `, or nothing. */
  readonly output: Doc;
  /** The container whose frame this is, for lines that belong to no node. */
  readonly frame: string | null;
  /** The list that what is to be undone is put into. */
  readonly undo: string | undefined;
  /** The variables of the loops around it: they have another value in the next round. */
  readonly changing: readonly string[];
  /** Somebody may go on when it fails: nothing of it may be left running then. */
  readonly isCaught: boolean;
}

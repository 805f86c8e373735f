import { apply, type DocumentDiff, difference, isEmpty, reverse } from "./diff";
import type { WorkflowDocument } from "./document";

/** One thing a person did, as they would name it: "Move 3 nodes". */
export interface Step {
  readonly label: string;
  readonly diff: DocumentDiff;
  /** Steps in a row with the same key are one step: a burst of typing in one field, a drag. */
  readonly mergeKey?: string;
}

/** Everything done, and everything undone, oldest first. Selection is not part of it. */
export interface History {
  readonly done: readonly Step[];
  readonly undone: readonly Step[];
}

export const EMPTY_HISTORY: History = { done: [], undone: [] };

/** A person who undoes more than this wants another version, not another step. */
const STEPS_MAX = 500;

/** Notes that `before` became `after`. A change of nothing is no step, and undone steps stay. */
export function record(
  history: History,
  before: WorkflowDocument,
  after: WorkflowDocument,
  label: string,
  mergeKey?: string,
): History {
  const last = history.done.at(-1);
  const merges = mergeKey !== undefined && last?.mergeKey === mergeKey && history.undone.length === 0;
  const base = merges ? apply(reverse(last.diff), before) : before;
  const diff = difference(base, after);
  const kept = merges ? history.done.slice(0, -1) : history.done;
  if (isEmpty(diff)) return merges ? { done: kept, undone: [] } : history;
  const step: Step = { label, diff, ...(mergeKey !== undefined && { mergeKey }) };
  return { done: [...kept, step].slice(-STEPS_MAX), undone: [] };
}

/** The same history, but the next step starts afresh even if its key is the last one's. */
export function closeStep(history: History): History {
  const last = history.done.at(-1);
  if (last?.mergeKey === undefined) return history;
  return { ...history, done: [...history.done.slice(0, -1), { label: last.label, diff: last.diff }] };
}

export interface Moved {
  readonly document: WorkflowDocument;
  readonly history: History;
  readonly label: string;
}

export function undo(history: History, document: WorkflowDocument): Moved | undefined {
  const step = history.done.at(-1);
  if (step === undefined) return undefined;
  return {
    document: apply(reverse(step.diff), document),
    history: { done: history.done.slice(0, -1), undone: [...history.undone, step] },
    label: step.label,
  };
}

export function redo(history: History, document: WorkflowDocument): Moved | undefined {
  const step = history.undone.at(-1);
  if (step === undefined) return undefined;
  const { mergeKey: _closed, ...closed } = step;
  return {
    document: apply(step.diff, document),
    history: { done: [...history.done, closed], undone: history.undone.slice(0, -1) },
    label: step.label,
  };
}

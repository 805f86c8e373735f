import type { WorkflowDocument } from "../document/document";
import { type Drafts, NO_DRAFTS, withDraft, withoutDrafts } from "../document/drafts";
import { closeStep, EMPTY_HISTORY, type History, record, redo, undo } from "../document/history";
import { NOTHING_SELECTED, pruned, type Selection, sameSelection } from "../document/selection";

/** All that the designer knows of one open workflow, but for what the server says about it. */
export interface DesignerState {
  readonly document: WorkflowDocument;
  readonly history: History;
  readonly selection: Selection;
  /**
   * Text that was typed into a setting and is not a value of it yet. It stays until it is one, so
   * that choosing another node in between loses nothing.
   */
  readonly drafts: Drafts;
  /** The setting that asks for the focus: a problem in the list was chosen. */
  readonly focus?: { readonly nodeId: string; readonly field: string; readonly count: number };
}

export type Change = (document: WorkflowDocument) => WorkflowDocument;

/** The one place where the document changes. Views read it and send commands; they keep no copy. */
export interface DesignerStore {
  readonly getState: () => DesignerState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Applies a command as one step of undo; `mergeKey` makes a burst of the same kind one step. */
  readonly run: (label: string, change: Change, mergeKey?: string) => void;
  readonly undo: () => string | undefined;
  readonly redo: () => string | undefined;
  readonly select: (change: (current: Selection) => Selection) => void;
  readonly keepDraft: (nodeId: string, field: string, text: string | undefined, problem?: string) => void;
  /** A list in a node's settings lost an entry: what was typed by place is about others now. */
  readonly forgetDrafts: (nodeId: string, fieldPrefix: string) => void;
  readonly focusField: (nodeId: string, field: string) => void;
  /** Puts another document in place, without a way back: another tab's version was chosen. */
  readonly replace: (document: WorkflowDocument) => void;
}

export function createDesignerStore(document: WorkflowDocument): DesignerStore {
  let state: DesignerState = { document, history: EMPTY_HISTORY, selection: NOTHING_SELECTED, drafts: NO_DRAFTS };
  const listeners = new Set<() => void>();
  const set = (next: DesignerState) => {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  };
  const travel = (move: typeof undo) => {
    const moved = move(state.history, state.document);
    if (moved === undefined) return undefined;
    // A setting that goes back takes with it the text that was being typed over it.
    set({
      ...state,
      document: moved.document,
      history: moved.history,
      selection: pruned(state.selection, moved.document),
      drafts: NO_DRAFTS,
    });
    return moved.label;
  };

  return {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    run: (label, change, mergeKey) => {
      const after = change(state.document);
      if (after === state.document) return;
      set({
        ...state,
        document: after,
        history: record(state.history, state.document, after, label, mergeKey),
        selection: pruned(state.selection, after),
      });
    },
    undo: () => travel(undo),
    redo: () => travel(redo),
    select: (change) => {
      const selection = change(state.selection);
      if (sameSelection(selection, state.selection)) return;
      set({ ...state, selection, history: closeStep(state.history) });
    },
    keepDraft: (nodeId, field, text, problem) => {
      const drafts = withDraft(state.drafts, nodeId, field, text, problem);
      if (drafts !== state.drafts) set({ ...state, drafts });
    },
    forgetDrafts: (nodeId, fieldPrefix) => {
      const drafts = withoutDrafts(state.drafts, nodeId, fieldPrefix);
      if (drafts !== state.drafts) set({ ...state, drafts });
    },
    focusField: (nodeId, field) => {
      set({
        ...state,
        selection: { nodeIds: new Set([nodeId]), edgeIds: new Set() },
        focus: { nodeId, field, count: (state.focus?.count ?? 0) + 1 },
      });
    },
    replace: (next) => {
      set({ document: next, history: EMPTY_HISTORY, selection: pruned(state.selection, next), drafts: NO_DRAFTS });
    },
  };
}

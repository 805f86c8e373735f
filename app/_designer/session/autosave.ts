import type { WorkflowDocument } from "../document/document";

/** What became of an attempt to save. */
export type SaveOutcome =
  | { readonly kind: "saved"; readonly revision: number }
  /** Someone else saved in between. */
  | { readonly kind: "conflict" }
  | { readonly kind: "unreachable" }
  /** The server will never take this document as it is. */
  | { readonly kind: "refused"; readonly message: string };

export interface Stored {
  readonly revision: number;
  readonly document: WorkflowDocument;
}

export interface SavePort {
  readonly save: (document: WorkflowDocument, expectedRevision: number) => Promise<SaveOutcome>;
  /** `undefined` when the server cannot be reached. */
  readonly load: () => Promise<Stored | undefined>;
}

/** Where what is not saved yet outlives the tab. */
export interface DraftShelf {
  /** False when there is no room for it. */
  readonly write: (draft: ShelvedDraft) => boolean;
  readonly clear: () => void;
}

/** An unsaved document, and the revision that it was made from. */
export interface ShelvedDraft {
  readonly baseRevision: number;
  readonly edits: number;
  readonly document: WorkflowDocument;
}

export type SaveState =
  | { readonly kind: "saved" }
  | { readonly kind: "saving"; readonly edits: number }
  | { readonly kind: "offline"; readonly edits: number; readonly isShelved: boolean }
  | { readonly kind: "conflict"; readonly edits: number; readonly theirs: Stored }
  | { readonly kind: "refused"; readonly edits: number; readonly message: string };

export interface Autosave {
  readonly getState: () => SaveState;
  readonly subscribe: (listener: () => void) => () => void;
  /** A new document is there to be saved. */
  readonly changed: (document: WorkflowDocument) => void;
  /** Saves at once; true when the server has everything. */
  readonly flush: () => Promise<boolean>;
  /** Writes what is unsaved to the shelf now: the tab may be about to close. */
  readonly shelve: () => void;
  /** Overwrites what someone else saved. */
  readonly keepMine: () => void;
  /** Gives up what is unsaved here; answers with the document to show instead. */
  readonly loadTheirs: () => WorkflowDocument | undefined;
  readonly dispose: () => void;
}

const SAVE_DELAY_MS = 600;
const RETRY_DELAY_MS_MAX = 8_000;

/**
 * Keeps the server's copy up to date. One request is under way at a time; what changes meanwhile
 * goes with the next. Whatever is not acknowledged lies on the shelf, so that neither a server that
 * is down nor a closed tab loses anything.
 */
export function createAutosave(options: {
  readonly stored: Stored;
  /** A document found on the shelf, to be saved first. */
  readonly unsaved?: ShelvedDraft;
  readonly port: SavePort;
  readonly shelf: DraftShelf;
}): Autosave {
  const { port, shelf } = options;
  let revision = options.stored.revision;
  let latest = options.unsaved?.document ?? options.stored.document;
  let edits = options.unsaved?.edits ?? 0;
  let state: SaveState = { kind: "saved" };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let underWay: Promise<void> | undefined;
  let failures = 0;
  let disposed = false;
  const listeners = new Set<() => void>();

  const show = (next: SaveState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const shelve = () => (edits === 0 ? true : shelf.write({ baseRevision: revision, edits, document: latest }));
  const schedule = (delayMs: number) => {
    clearTimeout(timer);
    if (!disposed) timer = setTimeout(() => void save(), delayMs);
  };

  async function save(): Promise<void> {
    clearTimeout(timer);
    if (underWay !== undefined) return underWay;
    if (edits === 0 || state.kind === "conflict") return;
    underWay = attempt(latest, edits).finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  async function attempt(document: WorkflowDocument, count: number): Promise<void> {
    if (state.kind !== "offline") show({ kind: "saving", edits });
    // What comes back counts even when the screen is gone by then: the shelf outlives it.
    const outcome = await port.save(document, revision);
    switch (outcome.kind) {
      case "saved":
        return acknowledged(outcome.revision, count);
      case "conflict":
        return resolveConflict(document, count);
      case "unreachable":
        return unreachable();
      case "refused":
        shelve();
        return show({ kind: "refused", edits, message: outcome.message });
    }
  }

  function acknowledged(newRevision: number, count: number): void {
    revision = newRevision;
    failures = 0;
    edits -= count;
    if (edits > 0) {
      shelve();
      show({ kind: "saving", edits });
      schedule(SAVE_DELAY_MS);
      return;
    }
    shelf.clear();
    show({ kind: "saved" });
  }

  /** The server may hold this very document: it was saved, and only the answer was lost. */
  async function resolveConflict(document: WorkflowDocument, count: number): Promise<void> {
    const theirs = await port.load();
    if (theirs === undefined) return unreachable();
    if (sameDocument(theirs.document, document)) return acknowledged(theirs.revision, count);
    shelve();
    show({ kind: "conflict", edits, theirs });
  }

  function unreachable(): void {
    failures++;
    show({ kind: "offline", edits, isShelved: shelve() });
    schedule(Math.min(1_000 * 2 ** (failures - 1), RETRY_DELAY_MS_MAX));
  }

  if (options.unsaved !== undefined && sameDocument(options.unsaved.document, options.stored.document)) {
    edits = 0;
    shelf.clear();
  } else if (options.unsaved !== undefined) {
    if (options.unsaved.baseRevision === revision) {
      state = { kind: "saving", edits };
      schedule(0);
    } else {
      state = { kind: "conflict", edits, theirs: options.stored };
    }
  }

  return {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    changed: (document) => {
      if (document === latest) return;
      latest = document;
      edits++;
      if (state.kind === "conflict") return show({ ...state, edits });
      if (state.kind === "offline") return show({ kind: "offline", edits, isShelved: shelve() });
      show({ kind: "saving", edits });
      schedule(SAVE_DELAY_MS);
    },
    flush: async () => {
      // Once for what is under way, once for what came meanwhile.
      for (let round = 0; round < 3 && edits > 0; round++) {
        await save();
        if (state.kind === "offline" || state.kind === "conflict" || state.kind === "refused") return false;
      }
      return edits === 0;
    },
    shelve: () => void shelve(),
    keepMine: () => {
      if (state.kind !== "conflict") return;
      revision = state.theirs.revision;
      show({ kind: "saving", edits });
      schedule(0);
    },
    loadTheirs: () => {
      if (state.kind !== "conflict") return undefined;
      const { theirs } = state;
      revision = theirs.revision;
      latest = theirs.document;
      edits = 0;
      shelf.clear();
      show({ kind: "saved" });
      return theirs.document;
    },
    dispose: () => {
      disposed = true;
      clearTimeout(timer);
      shelve();
    },
  };
}

function sameDocument(a: WorkflowDocument, b: WorkflowDocument): boolean {
  return stableText(a) === stableText(b);
}

/** JSON with sorted keys: two documents that differ only in key order are the same document. */
function stableText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

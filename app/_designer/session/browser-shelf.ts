import { graphSchema, layoutSchema } from "@dacapo/engine/compiler";
import type { DraftShelf, ShelvedDraft } from "./autosave";

const keyOf = (workflowId: string) => `dacapo.unsaved.${workflowId}`;

/** The shelf in this browser's localStorage. */
export function browserShelf(workflowId: string): DraftShelf {
  const key = keyOf(workflowId);
  return {
    write: (draft) => {
      try {
        window.localStorage.setItem(key, JSON.stringify(draft));
        return true;
      } catch (failure) {
        // Full, or forbidden by the browser. The caller tells the author that only the tab has it.
        if (failure instanceof DOMException) return false;
        throw failure;
      }
    },
    clear: () => window.localStorage.removeItem(key),
  };
}

/** What an earlier tab left unsaved; `undefined` when nothing, or nothing that is a workflow. */
export function readShelf(workflowId: string): ShelvedDraft | undefined {
  const text = window.localStorage.getItem(keyOf(workflowId));
  if (text === null) return undefined;
  const parsed = parse(text);
  if (parsed === null || typeof parsed !== "object") return undefined;
  const { baseRevision, edits, document } = parsed as {
    baseRevision?: unknown;
    edits?: unknown;
    document?: { graph?: unknown; layout?: unknown };
  };
  const graph = graphSchema.safeParse(document?.graph);
  const layout = layoutSchema.safeParse(document?.layout);
  if (typeof baseRevision !== "number" || typeof edits !== "number" || !graph.success || !layout.success)
    return undefined;
  return { baseRevision, edits, document: { graph: graph.data, layout: layout.data } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (failure) {
    if (failure instanceof SyntaxError) return undefined;
    throw failure;
  }
}

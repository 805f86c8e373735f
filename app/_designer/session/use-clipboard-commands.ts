"use client";

import { useCallback, useRef } from "react";
import { type Clip, clipFromText, clipOf, clipToText } from "../document/clipboard";
import { deleteSelection } from "../document/commands/delete-selection";
import { pasteNodes } from "../document/commands/paste-nodes";
import { nodeById, type Position, type WorkflowDocument } from "../document/document";
import { isContainer } from "../document/geometry";
import { onlyNode, selectNodes } from "../document/selection";
import type { DesignerStore } from "./designer-store";

const SHIFT: Position = { x: 32, y: 48 };

/** Copy, cut, paste and duplicate, through the system's clipboard where the browser lets us. */
export function useClipboardCommands(store: DesignerStore, say: (text: string) => void) {
  const own = useRef<Clip | undefined>(undefined);

  const copy = useCallback(() => {
    const { document, selection } = store.getState();
    const clip = clipOf(document, selection.nodeIds);
    if (clip === undefined) return false;
    own.current = clip;
    // Without a secure origin there is no clipboard; a copy within this tab works all the same.
    if (navigator.clipboard !== undefined) {
      navigator.clipboard.writeText(clipToText(clip)).catch((refusal: unknown) => {
        say(`Copied for this tab only: the browser keeps its clipboard closed (${String(refusal)}).`);
      });
    }
    return true;
  }, [store, say]);

  const insert = useCallback(
    (clip: Clip, label: string) => {
      const { document, selection } = store.getState();
      const target = onlyNode(selection);
      const container = target === undefined ? undefined : nodeById(document.graph, target);
      const parent =
        container !== undefined && isContainer(container.type) && !clip.nodes.some((node) => node.id === container.id)
          ? container.id
          : undefined;
      const shift = parent === undefined ? SHIFT : shiftInto(clip);
      const pasted = pasteNodes(document, clip, shift, parent);
      if (pasted.nodeIds.length === 0) return say("A workflow has one start node; the copied one was left out.");
      store.run(label, () => pasted.document);
      store.select(() => selectNodes(pasted.nodeIds));
    },
    [store, say],
  );

  const paste = useCallback(() => {
    const use = (clip: Clip | undefined) => clip !== undefined && insert(clip, countLabel("Paste", clip.nodes.length));
    if (navigator.clipboard?.readText === undefined) {
      use(own.current);
      return;
    }
    navigator.clipboard.readText().then(
      (text) => use(clipFromText(text) ?? own.current),
      () => use(own.current),
    );
  }, [insert]);

  const duplicate = useCallback(() => {
    const { document, selection } = store.getState();
    const clip = clipOf(document, selection.nodeIds);
    if (clip === undefined) return;
    const parents = new Set([...selection.nodeIds].map((id) => nodeById(document.graph, id)?.parent));
    const [parent] = parents.size === 1 ? parents : [undefined];
    const inner = parent === undefined ? SHIFT : shiftWithin(document, clip);
    const pasted = pasteNodes(document, clip, inner, parent);
    if (pasted.nodeIds.length === 0) return say("A workflow has one start node.");
    store.run(countLabel("Duplicate", clip.nodes.length), () => pasted.document);
    store.select(() => selectNodes(pasted.nodeIds));
  }, [store, say]);

  const remove = useCallback(() => {
    const { selection } = store.getState();
    const count = selection.nodeIds.size;
    store.run(count > 0 ? countLabel("Delete", count) : "Delete edges", (document) =>
      deleteSelection(document, selection),
    );
  }, [store]);

  const cut = useCallback(() => {
    if (!copy()) return false;
    remove();
    return true;
  }, [copy, remove]);

  return { copy, cut, paste, duplicate, remove };
}

function countLabel(verb: string, count: number): string {
  return count === 1 ? `${verb} 1 node` : `${verb} ${count} nodes`;
}

/** The clip's outermost nodes lie by canvas places; inside a container they begin at its corner. */
function shiftInto(clip: Clip): Position {
  const ids = new Set(clip.nodes.map((node) => node.id));
  const outer = clip.nodes.filter((node) => node.parent === undefined || !ids.has(node.parent));
  const left = Math.min(...outer.map((node) => clip.layout[node.id]?.x ?? 0));
  const top = Math.min(...outer.map((node) => clip.layout[node.id]?.y ?? 0));
  return { x: 40 - left, y: 64 - top };
}

function shiftWithin(document: WorkflowDocument, clip: Clip): Position {
  const [first] = clip.nodes;
  const local = first === undefined ? undefined : document.layout[first.id];
  const absolute = first === undefined ? undefined : clip.layout[first.id];
  if (local === undefined || absolute === undefined) return SHIFT;
  return { x: local.x - absolute.x + SHIFT.x, y: local.y - absolute.y + SHIFT.y };
}

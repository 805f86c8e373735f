"use client";

import { useCallback } from "react";
import { tidy } from "../document/commands/tidy";
import type { DesignerStore } from "./designer-store";
import { tidyLayout } from "./tidy-layout";

/** The smallest zoom at which a tidied drawing is shown: names stay legible. */
const ZOOM_MIN = 0.5;

/** Lays the nodes out anew, then shows the drawing as a whole. */
export function useTidy(store: DesignerStore, showAll: (zoomMin: number) => void, say: (sentence: string) => void) {
  return useCallback(() => {
    const { document: before } = store.getState();
    tidyLayout(before).then(
      (places) => {
        // Nodes that came or went meanwhile are not in what was laid out.
        store.run("Tidy", (now) => (now.graph === before.graph ? tidy(now, places) : now));
        requestAnimationFrame(() => showAll(ZOOM_MIN));
      },
      (failure: unknown) =>
        say(`The nodes could not be laid out: ${failure instanceof Error ? failure.message : String(failure)}`),
    );
  }, [store, showAll, say]);
}

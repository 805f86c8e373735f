"use client";

import { useEffect, useSyncExternalStore } from "react";
import type { Autosave, SaveState } from "./autosave";
import type { DesignerStore } from "./designer-store";

/** Ties the autosave to the store and to the life of the tab. */
export function useAutosave(autosave: Autosave, store: DesignerStore): SaveState {
  useEffect(() => {
    const leave = store.subscribe(() => autosave.changed(store.getState().document));
    const shelve = () => autosave.shelve();
    const retry = () => void autosave.flush();
    window.addEventListener("pagehide", shelve);
    window.document.addEventListener("visibilitychange", shelve);
    window.addEventListener("online", retry);
    return () => {
      leave();
      window.removeEventListener("pagehide", shelve);
      window.document.removeEventListener("visibilitychange", shelve);
      window.removeEventListener("online", retry);
      // The last edits go at once when the screen is left for another one.
      void autosave.flush();
      autosave.shelve();
    };
  }, [autosave, store]);
  return useSyncExternalStore(autosave.subscribe, autosave.getState, autosave.getState);
}

"use client";

import { useEffect, useRef } from "react";
import { type ShortcutAction, shortcutOf } from "./shortcuts";

/**
 * Keys of the designer, wherever the focus is, except while something is typed or a dialog is open.
 * `act` says whether it did anything; if not, the key keeps its usual meaning.
 */
export function useShortcuts(act: (action: ShortcutAction, event: KeyboardEvent) => boolean): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      if (window.document.querySelector('[role="dialog"][aria-modal="true"]') !== null) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (target?.closest('[role="menu"]') != null) return;
      const action = shortcutOf(event, isTyping(target));
      if (action === undefined || (isOwnKey(action) && isControl(target))) return;
      if (OF_TEXT.has(action) && isReading(target)) return;
      if (latest.current(action, event)) event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}

function isTyping(target: HTMLElement | null): boolean {
  if (target === null) return false;
  if (isReading(target)) return false;
  return (
    target.isContentEditable || target.closest("input:not([type=checkbox]), textarea, select, .cm-editor") !== null
  );
}

/** Text that is only read, such as the code: nothing is typed there, but it is gone through, marked and copied. */
function isReading(target: HTMLElement | null): boolean {
  return target?.closest('.cm-content[aria-readonly="true"]') != null;
}

const OF_TEXT: ReadonlySet<ShortcutAction> = new Set(["copy", "cut", "delete", "select-all"]);

/** Arrows move tabs, separators and lists when those have the focus. */
function isOwnKey(action: ShortcutAction): boolean {
  return action.startsWith("nudge");
}

function isControl(target: HTMLElement | null): boolean {
  return (
    target?.closest('[role="tablist"], [role="separator"], hr, [role="radiogroup"], [role="listbox"], .cm-content') !=
    null
  );
}

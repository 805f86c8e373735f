import { type RefObject, useEffect } from "react";
import { rowAfterKey } from "./row-keys";

const TYPING = "input, textarea, select, [contenteditable], [role='radiogroup'], [role='listbox']";

/** Moves the focus from row to row by keys, from anywhere on the page where one is not typing. */
export function useRowKeys(body: RefObject<HTMLElement | null>, rowCount: number): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(TYPING) !== null) return;
      const links = [...(body.current?.querySelectorAll<HTMLElement>("[data-run-link]") ?? [])];
      const next = rowAfterKey(event.key, links.indexOf(document.activeElement as HTMLElement), rowCount);
      if (next === undefined) return;
      event.preventDefault();
      links[next]?.focus();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [body, rowCount]);
}

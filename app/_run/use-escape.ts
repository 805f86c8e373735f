import { useEffect, useRef } from "react";

/** Fields and floating panels have their own use for Escape. */
const ELSEWHERE = "input, textarea, select, [contenteditable], [role='dialog'], [role='menu'], [role='listbox']";

/**
 * Calls back on Escape, from anywhere on the page that has no use of its own for it. It listens while
 * the event comes down, because a tooltip that happens to be open would keep it from coming up.
 */
export function useEscape(onEscape: () => void): void {
  const latest = useRef(onEscape);
  useEffect(() => {
    latest.current = onEscape;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      if (event.target instanceof Element && event.target.closest(ELSEWHERE) !== null) return;
      latest.current();
    };
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => window.removeEventListener("keydown", onKeyDown, { capture: true });
  }, []);
}

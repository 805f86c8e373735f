/** Puts the focus on the control of a setting; on the nearest one around it when it has none of its own. */
export function focusFieldIn(root: HTMLElement, field: string): void {
  if (field === "connect") {
    // What is connected already stands above, with buttons of its own; this is about the next edge.
    const choice = root.querySelector("[data-connect] select:not(:disabled)") ?? root.querySelector("[data-connect]");
    focusIn(choice?.parentElement ?? choice);
    return;
  }
  const parts = field.split(".");
  for (let length = parts.length; length > 0; length--) {
    const path = parts.slice(0, length).join(".");
    const found = root.querySelector(`[data-field="${CSS.escape(path)}"]`);
    if (found !== null) {
      focusIn(found);
      return;
    }
  }
}

function focusIn(element: Element | null): void {
  const folded = element?.closest("section")?.querySelector<HTMLElement>(':scope > [aria-expanded="false"]');
  if (folded != null) {
    folded.click();
    requestAnimationFrame(() => focusIn(element));
    return;
  }
  const control = element?.querySelector<HTMLElement>(".cm-content, input, textarea, select, button");
  control?.focus();
  control?.scrollIntoView({ block: "nearest" });
}

import { hoverTooltip } from "@codemirror/view";
import type { TypeHere } from "../document/type-words";

/** What stands at `offset` of a text; it may fail, or know nothing. */
export type AskType = (text: string, offset: number) => Promise<TypeHere | undefined>;

/** Shows the type of the name that the pointer rests on. Where nobody knows it, or nobody answers, nothing appears. */
export function typeOnHover(typeAt: AskType) {
  return hoverTooltip(async (view, pos) => {
    const text = view.state.doc.toString();
    const here = await typeAt(text, pos).catch(() => undefined);
    if (here === undefined || view.state.doc.toString() !== text) return null;
    return {
      pos: here.from,
      end: Math.min(here.to, text.length),
      above: true,
      create: () => {
        const dom = document.createElement("div");
        dom.className = "cm-typeHere";
        dom.setAttribute("role", "tooltip");
        dom.textContent = here.text;
        return { dom };
      },
    };
  });
}

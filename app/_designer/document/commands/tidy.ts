import type { Layout } from "@dacapo/engine/compiler";
import type { WorkflowDocument } from "../document";

/** Takes over places that a layout algorithm found. Nodes it did not place stay. */
export function tidy(document: WorkflowDocument, places: Layout): WorkflowDocument {
  return { ...document, layout: { ...document.layout, ...places } };
}

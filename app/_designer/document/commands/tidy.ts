import type { Layout } from "@dacapo/engine/compiler";
import type { WorkflowDocument } from "../document";
import { byDepth } from "../geometry";
import { arrangeSections } from "./arrange-sections";

/** Takes over places that a layout algorithm found. Nodes it did not place stay; sections lie at the foot of their try. */
export function tidy(document: WorkflowDocument, places: Layout): WorkflowDocument {
  const placed = { ...document, layout: { ...document.layout, ...places } };
  const tries = byDepth(document.graph).filter(({ node }) => node.type === "try");
  return tries.toReversed().reduce((current, { node }) => arrangeSections(current, node.id), placed);
}

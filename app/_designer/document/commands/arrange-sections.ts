import type { GraphNode, Layout } from "@dacapo/engine/compiler";
import { nodeById, type WorkflowDocument } from "../document";
import { CONTAINER_HEAD, CONTAINER_PADDING, GRID, isSection, positionOf, sizeOf } from "../geometry";

/** What the body of a try has at least above its sections. */
const BODY_HEIGHT_MIN = 96;
/** Free room between the sides of a try and its sections, and between two of them. */
const SECTION_MARGIN = 16;

/**
 * Puts the catch and the finally of a try at its foot, in this order and as wide as it is, and makes the try
 * large enough for its body and for them. They have no place of their own, so nobody needs to line them up.
 */
export function arrangeSections(document: WorkflowDocument, tryId: string): WorkflowDocument {
  const owner = nodeById(document.graph, tryId);
  if (owner?.type !== "try") return document;
  const children = document.graph.nodes.filter((node) => node.parent === tryId);
  const sections = children.filter((node) => isSection(node.type)).sort((a, b) => orderOf(a) - orderOf(b));
  const body = children.filter((node) => !isSection(node.type));
  const sizes = sections.map((section) => ({
    section,
    width: innerWidthOf(document, section),
    height: sizeOf(section, document.layout).height,
  }));
  const size = sizeOf(owner, document.layout);
  const boxes = body.map((node) => ({ ...positionOf(node, document.layout), ...sizeOf(node, document.layout) }));
  const width = onGrid(
    Math.max(
      size.width,
      ...boxes.map((box) => box.x + box.width + CONTAINER_PADDING + 8),
      ...sizes.map((each) => each.width + 2 * SECTION_MARGIN),
    ),
  );
  const bodyFoot = onGrid(
    Math.max(CONTAINER_HEAD + BODY_HEIGHT_MIN, ...boxes.map((box) => box.y + box.height + CONTAINER_PADDING)),
  );
  const sectionsHeight = sizes.reduce((sum, each) => sum + each.height + SECTION_MARGIN, 0);
  const height = onGrid(Math.max(size.height, bodyFoot + sectionsHeight));

  const places: Layout = {};
  let top = height - sectionsHeight;
  for (const each of sizes) {
    places[each.section.id] = { x: SECTION_MARGIN, y: top, width: width - 2 * SECTION_MARGIN, height: each.height };
    top += each.height + SECTION_MARGIN;
  }
  const placed = document.layout[tryId] ?? { x: 0, y: 0 };
  places[tryId] = { x: placed.x, y: placed.y, width, height };
  const changed = Object.entries(places).filter(([id, place]) => !samePlace(document.layout[id], place));
  if (changed.length === 0) return document;
  return { ...document, layout: { ...document.layout, ...Object.fromEntries(changed) } };
}

function orderOf(section: GraphNode): number {
  return section.type === "catch" ? 0 : 1;
}

/** How wide a section must be for what lies in it; it may have been wider, in a try that was. */
function innerWidthOf(document: WorkflowDocument, section: GraphNode): number {
  const rights = document.graph.nodes
    .filter((node) => node.parent === section.id)
    .map((node) => positionOf(node, document.layout).x + sizeOf(node, document.layout).width + CONTAINER_PADDING + 8);
  return Math.max(0, ...rights);
}

function onGrid(length: number): number {
  return Math.ceil(length / GRID) * GRID;
}

function samePlace(a: Layout[string] | undefined, b: Layout[string]): boolean {
  return a !== undefined && a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

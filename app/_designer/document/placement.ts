import type { GraphNode, Port } from "@dacapo/engine/compiler";
import type { CatalogIndex } from "./catalog-index";
import { addNode } from "./commands/add-node";
import { insertOnEdge } from "./commands/insert-on-edge";
import { type NodeTemplate, newNode } from "./defaults";
import { ancestorsOf, nodeById, type Position, type Size, type WorkflowDocument } from "./document";
import {
  absolutePositionOf,
  boxOf,
  CONTAINER_HEAD,
  CONTAINER_PADDING,
  containerAt,
  FRAME_SIZE,
  freePlace,
  GAP,
  isContainer,
  isDecoration,
  isSection,
  positionOf,
  sizeOf,
} from "./geometry";
import { freePort } from "./loose-end";
import { nextId, takenNames } from "./unique-name";

/** Where a person wants a new node. */
export type Place =
  /** After another node, connected to it. */
  | { readonly kind: "after"; readonly nodeId: string; readonly port?: Port }
  /** Around a point of the canvas, in whatever container is there; after a port, when one is named. */
  | { readonly kind: "at"; readonly point: Position; readonly after?: { readonly from: string; readonly port: Port } }
  /** Between the ends of an edge. */
  | { readonly kind: "edge"; readonly edgeId: string; readonly point?: Position }
  /** Around nodes: for a frame. */
  | { readonly kind: "around"; readonly nodeIds: ReadonlySet<string> };

export interface Placed {
  readonly document: WorkflowDocument;
  readonly nodeId: string;
}

const NO_EXCLUSION: ReadonlySet<string> = new Set();
const FIRST_PLACE: Position = { x: 96, y: 160 };
/** What a frame leaves free around the nodes that it is put around; above them its title stands as well. */
const FRAME_MARGIN = { side: 24, top: 48 };

/** A new node, where it is wanted, connected as the place says. A try comes with its catch, a catch without a try with one. */
export function placeNode(
  document: WorkflowDocument,
  template: NodeTemplate,
  place: Place,
  index: CatalogIndex,
): Placed {
  if (template.type === "catch" || template.type === "finally") {
    const owner = tryFor(document, template.type, place);
    if (owner !== undefined) return placeSection(document, template.type, owner, index);
    const placed = placeStep(document, { type: "try" }, place, index);
    return placeSection(placed.document, template.type, placed.nodeId, index);
  }
  if (template.type === "group") return placeFrame(document, place, index);
  if (template.type === "note" && place.kind === "after") return placeNote(document, place.nodeId, index);
  const placed = placeStep(document, template, place, index);
  if (template.type !== "try") return placed;
  return { ...placed, document: placeSection(placed.document, "catch", placed.nodeId, index).document };
}

function placeStep(document: WorkflowDocument, template: NodeTemplate, place: Place, index: CatalogIndex): Placed {
  const id = newId(document);
  const make = (parent: string | undefined, after: GraphNode | undefined) =>
    newNode(template, {
      id,
      taken: takenNames(document.graph),
      index,
      after,
      parent: template.type === "start" ? undefined : parent,
    });
  const size = sizeOf(make(undefined, undefined), {});
  const atPoint = (point: Position) => placeStep(document, template, { kind: "at", point }, index);

  switch (place.kind) {
    case "around":
      return atPoint(FIRST_PLACE);
    case "after": {
      const before = nodeById(document.graph, place.nodeId);
      if (before === undefined) return atPoint(FIRST_PLACE);
      if (isContainer(before.type) && place.port === undefined) {
        const last = lastIn(document, before);
        if (last === undefined) {
          const position = { x: CONTAINER_PADDING + 16, y: CONTAINER_HEAD + CONTAINER_PADDING + 2 };
          return { nodeId: id, document: addNode(document, { node: make(before.id, undefined), position }) };
        }
        // Nothing comes after a section but what is in it.
        if (isSection(before.type)) return placeStep(document, template, { kind: "after", nodeId: last.id }, index);
      }
      const port = place.port ?? freePort(document, before);
      const at = positionOf(before, document.layout);
      const room = sizeOf(before, document.layout);
      const wished =
        port === "error" || port === "undo"
          ? { x: at.x + (port === "undo" ? 0 : room.width - 32 + GAP.width / 2), y: at.y + room.height + GAP.height }
          : { x: at.x + room.width + GAP.width, y: at.y + room.height / 2 - size.height / 2 };
      const position = freePlace(document, wished, size, before.parent);
      const after = port === undefined ? undefined : { from: before.id, port };
      return { nodeId: id, document: addNode(document, { node: make(before.parent, before), position, after }) };
    }
    case "at": {
      const container = containerAt(document, place.point, NO_EXCLUSION);
      const before = place.after === undefined ? undefined : nodeById(document.graph, place.after.from);
      const origin = container === undefined ? { x: 0, y: 0 } : absolutePositionOf(document, container.id);
      const position = {
        // A node that an edge was drawn to begins at the pointer; one that was dropped is centred under it.
        x: place.point.x - origin.x - (place.after === undefined ? size.width / 2 : 0),
        y: place.point.y - origin.y - size.height / 2,
      };
      const inside =
        container === undefined
          ? position
          : { x: Math.max(position.x, CONTAINER_PADDING + 8), y: Math.max(position.y, CONTAINER_HEAD + 10) };
      const node = make(container?.id, before);
      const free = isDecoration(node.type) ? inside : freePlace(document, inside, size, node.parent);
      return { nodeId: id, document: addNode(document, { node, position: free, after: place.after }) };
    }
    case "edge": {
      const edge = document.graph.edges.find((candidate) => candidate.id === place.edgeId);
      const [from, to] = [nodeById(document.graph, edge?.from ?? ""), nodeById(document.graph, edge?.to ?? "")];
      if (edge === undefined || from === undefined || to === undefined) return atPoint(place.point ?? FIRST_PLACE);
      const point = place.point ?? middleOf(document, from, to);
      const origin = from.parent === undefined ? { x: 0, y: 0 } : absolutePositionOf(document, from.parent);
      const wished = { x: point.x - origin.x - size.width / 2, y: point.y - origin.y - size.height / 2 };
      const position = place.point === undefined ? freePlace(document, wished, size, from.parent) : wished;
      const added = addNode(document, { node: make(from.parent, from), position });
      return { nodeId: id, document: insertOnEdge(added, id, edge.id, undefined) };
    }
  }
}

/** The innermost try at the place that has no such section yet. */
function tryFor(document: WorkflowDocument, type: "catch" | "finally", place: Place): string | undefined {
  const { graph } = document;
  const inner =
    place.kind === "after"
      ? place.nodeId
      : place.kind === "at"
        ? containerAt(document, place.point, NO_EXCLUSION)?.id
        : undefined;
  if (inner === undefined) return undefined;
  return [inner, ...ancestorsOf(graph, inner)].find(
    (id) =>
      nodeById(graph, id)?.type === "try" && !graph.nodes.some((node) => node.parent === id && node.type === type),
  );
}

function placeSection(
  document: WorkflowDocument,
  type: "catch" | "finally",
  tryId: string,
  index: CatalogIndex,
): Placed {
  const id = newId(document);
  const node = newNode({ type }, { id, taken: takenNames(document.graph), index, parent: tryId });
  // Where it lies is arranged by its try.
  return { nodeId: id, document: addNode(document, { node, position: { x: 0, y: 0 } }) };
}

/** A frame around the nodes that it is wanted around, or of its usual size. */
function placeFrame(document: WorkflowDocument, place: Place, index: CatalogIndex): Placed {
  const id = newId(document);
  const node = newNode({ type: "group" }, { id, taken: takenNames(document.graph), index });
  const wanted = place.kind === "around" ? place.nodeIds : new Set(place.kind === "after" ? [place.nodeId] : []);
  const boxes = document.graph.nodes.filter((other) => wanted.has(other.id)).map((other) => boxOf(document, other));
  const point = (place.kind === "at" || place.kind === "edge" ? place.point : undefined) ?? FIRST_PLACE;
  const left = Math.min(...boxes.map((box) => box.x)) - FRAME_MARGIN.side;
  const top = Math.min(...boxes.map((box) => box.y)) - FRAME_MARGIN.top;
  const box =
    boxes.length === 0
      ? { x: point.x - FRAME_SIZE.width / 2, y: point.y - FRAME_SIZE.height / 2, ...FRAME_SIZE }
      : {
          x: left,
          y: top,
          width: Math.max(...boxes.map((other) => other.x + other.width)) + FRAME_MARGIN.side - left,
          height: Math.max(...boxes.map((other) => other.y + other.height)) + FRAME_MARGIN.side - top,
        };
  const added = addNode(document, { node, position: box });
  const placed = { ...added.layout[id], x: added.layout[id]?.x ?? 0, y: added.layout[id]?.y ?? 0 };
  return {
    nodeId: id,
    document: {
      ...added,
      layout: { ...added.layout, [id]: { ...placed, width: box.width, height: box.height } },
    },
  };
}

/** A note above the node that it is about. */
function placeNote(document: WorkflowDocument, nodeId: string, index: CatalogIndex): Placed {
  const about = nodeById(document.graph, nodeId);
  const id = newId(document);
  const parent = about?.parent;
  const node = newNode({ type: "note" }, { id, taken: takenNames(document.graph), index, parent });
  const size = sizeOf(node, {});
  const at = about === undefined ? FIRST_PLACE : positionOf(about, document.layout);
  const wished = { x: at.x, y: at.y - size.height - GAP.height / 2 };
  const inside = parent === undefined ? wished : { x: wished.x, y: Math.max(wished.y, CONTAINER_HEAD + 10) };
  return { nodeId: id, document: addNode(document, { node, position: freePlace(document, inside, size, parent) }) };
}

/** What in a container leads nowhere yet; `undefined` when nothing but sections lies in it. */
function lastIn(document: WorkflowDocument, container: GraphNode): GraphNode | undefined {
  const { nodes, edges } = document.graph;
  const body = nodes.filter(
    (node) => node.parent === container.id && !isSection(node.type) && !isDecoration(node.type),
  );
  return body.findLast((node) => !edges.some((edge) => edge.from === node.id)) ?? body.at(-1);
}

function newId(document: WorkflowDocument): string {
  return nextId(
    "n",
    document.graph.nodes.map((node) => node.id),
  );
}

function middleOf(document: WorkflowDocument, from: GraphNode, to: GraphNode): Position {
  const a = absolutePositionOf(document, from.id);
  const b = absolutePositionOf(document, to.id);
  const left: Size = sizeOf(from, document.layout);
  const right: Size = sizeOf(to, document.layout);
  return { x: (a.x + left.width + b.x) / 2, y: (a.y + left.height / 2 + b.y + right.height / 2) / 2 };
}

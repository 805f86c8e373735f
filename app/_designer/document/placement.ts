import type { GraphNode, Port } from "@dacapo/engine/compiler";
import { addNode } from "./commands/add-node";
import { insertOnEdge } from "./commands/insert-on-edge";
import { type NodeTemplate, newNode } from "./defaults";
import { nodeById, type Position, type Size, type WorkflowDocument } from "./document";
import type { ActivitiesByName } from "./face";
import {
  absolutePositionOf,
  CONTAINER_HEAD,
  CONTAINER_PADDING,
  CONTAINER_SIZE,
  containerAt,
  freePlace,
  GAP,
  isContainer,
  isTerminal,
  NODE_SIZE,
  positionOf,
  sizeOf,
  TERMINAL_SIZE,
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
  | { readonly kind: "edge"; readonly edgeId: string; readonly point?: Position };

export interface Placed {
  readonly document: WorkflowDocument;
  readonly nodeId: string;
}

const NO_EXCLUSION: ReadonlySet<string> = new Set();

/** A new node, where it is wanted, connected as the place says. */
export function placeNode(
  document: WorkflowDocument,
  template: NodeTemplate,
  place: Place,
  activities: ActivitiesByName,
): Placed {
  const id = nextId(
    "n",
    document.graph.nodes.map((node) => node.id),
  );
  const size = sizeOfTemplate(template);
  const make = (parent: string | undefined, after: GraphNode | undefined) =>
    newNode(template, {
      id,
      taken: takenNames(document.graph),
      activities,
      after,
      parent: template.type === "start" ? undefined : parent,
    });

  switch (place.kind) {
    case "after": {
      const before = nodeById(document.graph, place.nodeId);
      if (before === undefined)
        return placeNode(document, template, { kind: "at", point: { x: 96, y: 160 } }, activities);
      if (
        isContainer(before.type) &&
        place.port === undefined &&
        !document.graph.nodes.some((node) => node.parent === before.id)
      ) {
        const position = { x: CONTAINER_PADDING + 16, y: CONTAINER_HEAD + CONTAINER_PADDING + 2 };
        return { nodeId: id, document: addNode(document, { node: make(before.id, undefined), position }) };
      }
      const port = place.port ?? freePort(document, before);
      const at = positionOf(before, document.layout);
      const room = sizeOf(before, document.layout);
      const wished = {
        x: at.x + room.width + GAP.width,
        y: at.y + room.height / 2 - size.height / 2,
      };
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
      const free = freePlace(document, inside, size, node.parent);
      return { nodeId: id, document: addNode(document, { node, position: free, after: place.after }) };
    }
    case "edge": {
      const edge = document.graph.edges.find((candidate) => candidate.id === place.edgeId);
      const [from, to] = [nodeById(document.graph, edge?.from ?? ""), nodeById(document.graph, edge?.to ?? "")];
      if (edge === undefined || from === undefined || to === undefined)
        return placeNode(document, template, { kind: "at", point: place.point ?? { x: 96, y: 160 } }, activities);
      const point = place.point ?? middleOf(document, from, to);
      const origin = from.parent === undefined ? { x: 0, y: 0 } : absolutePositionOf(document, from.parent);
      const wished = { x: point.x - origin.x - size.width / 2, y: point.y - origin.y - size.height / 2 };
      const position = place.point === undefined ? freePlace(document, wished, size, from.parent) : wished;
      const added = addNode(document, { node: make(from.parent, from), position });
      return { nodeId: id, document: insertOnEdge(added, id, edge.id, undefined) };
    }
  }
}

function sizeOfTemplate(template: NodeTemplate): Size {
  if (isTerminal(template.type)) return TERMINAL_SIZE;
  return isContainer(template.type) ? CONTAINER_SIZE : NODE_SIZE;
}

function middleOf(document: WorkflowDocument, from: GraphNode, to: GraphNode): Position {
  const a = absolutePositionOf(document, from.id);
  const b = absolutePositionOf(document, to.id);
  const left = sizeOf(from, document.layout);
  const right = sizeOf(to, document.layout);
  return { x: (a.x + left.width + b.x) / 2, y: (a.y + left.height / 2 + b.y + right.height / 2) / 2 };
}

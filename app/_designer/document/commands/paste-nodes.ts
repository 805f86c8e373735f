import type { GraphEdge, GraphNode } from "@dacapo/engine/compiler";
import type { Clip } from "../clipboard";
import { nodeById, type Position, type WorkflowDocument } from "../document";
import { isContainer, isDecoration, isSection, snap } from "../geometry";
import { mapExpressions } from "../map-expressions";
import { whyNotInside } from "../parent-rules";
import { renameInExpression } from "../rename-in-expression";
import { nextId, takenNames, uniqueName } from "../unique-name";
import { growContainers } from "./grow-containers";

export interface Pasted {
  readonly document: WorkflowDocument;
  /** The new nodes, for selecting them. */
  readonly nodeIds: readonly string[];
}

/**
 * Adds a copy of what was cut out: new ids, free names, expressions among the copies following the
 * new names, edges between the copies. `shift` moves the outermost copies; `parent` is where they go.
 */
export function pasteNodes(
  document: WorkflowDocument,
  clip: Clip,
  shift: Position,
  parent: string | undefined,
): Pasted {
  const target =
    parent !== undefined && isContainer(nodeById(document.graph, parent)?.type ?? "set") ? parent : undefined;
  const hasStart = document.graph.nodes.some((node) => node.type === "start");
  const targetNode = target === undefined ? undefined : nodeById(document.graph, target);
  const sources = clip.nodes.filter((node) => {
    if (node.type === "start") return !hasStart && target === undefined;
    const isInner = node.parent !== undefined && clip.nodes.some((other) => other.id === node.parent);
    return (
      isInner || !isSection(node.type) || whyNotInside(document.graph, { ...node, id: "" }, targetNode) === undefined
    );
  });
  const usedIds = document.graph.nodes.map((node) => node.id);
  const taken = new Set(takenNames(document.graph));
  const idOf = new Map<string, string>();
  const newName = new Map<string, string>();
  const nameOf = new Map<string, string>();
  for (const node of sources) {
    const id = nextId("n", usedIds);
    usedIds.push(id);
    idOf.set(node.id, id);
    const name = uniqueName(node.name, taken);
    taken.add(name);
    newName.set(node.id, name);
    if (name !== node.name && !isDecoration(node.type)) nameOf.set(node.name, name);
  }

  const layout = { ...document.layout };
  const nodes = sources.map((node): GraphNode => {
    const id = idOf.get(node.id) ?? node.id;
    const inner = node.parent === undefined ? undefined : idOf.get(node.parent);
    const place = clip.layout[node.id] ?? { x: 0, y: 0 };
    layout[id] = inner === undefined ? { ...place, x: snap(place.x + shift.x), y: snap(place.y + shift.y) } : place;
    const { parent: _before, ...rest } = followNames(node, nameOf);
    const home = node.type === "group" ? undefined : (inner ?? target);
    return { ...rest, id, name: newName.get(node.id) ?? node.name, ...(home !== undefined && { parent: home }) };
  });

  const edges: GraphEdge[] = [...document.graph.edges];
  for (const edge of clip.edges) {
    const from = idOf.get(edge.from);
    const to = idOf.get(edge.to);
    if (from === undefined || to === undefined) continue;
    edges.push({
      id: nextId(
        "e",
        edges.map((before) => before.id),
      ),
      from,
      port: edge.port,
      to,
    });
  }
  const added: WorkflowDocument = {
    graph: { ...document.graph, nodes: [...document.graph.nodes, ...nodes], edges },
    layout,
  };
  return { document: growContainers(added, target), nodeIds: nodes.map((node) => node.id) };
}

/** In two steps through words that no one uses, so that a name given up by one may be taken by another. */
function followNames(node: GraphNode, nameOf: ReadonlyMap<string, string>): GraphNode {
  if (nameOf.size === 0) return node;
  return mapExpressions(node, (expression) => {
    const names = [...nameOf];
    const parked = names.reduce(
      (text, [before], index) => renameInExpression(text, before, `$pasted${index}$`),
      expression,
    );
    return names.reduce((text, [, after], index) => renameInExpression(text, `$pasted${index}$`, after), parked);
  });
}

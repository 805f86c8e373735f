import type { Layout } from "@dacapo/engine/compiler";
import type { WorkflowDocument } from "./document";
import { isDecoration } from "./geometry";

/** Whether some node has no place: the graph was made by a program, which need not think of places. */
export function lacksPlaces({ graph, layout }: WorkflowDocument): boolean {
  return graph.nodes.some((node) => !isDecoration(node.type) && layout[node.id] === undefined);
}

/**
 * Places for the nodes that have none, out of a layout of the whole. Where one of those side by side lacks a place all of
 * them move, so that none covers another, and what holds them grows to their size. Others stay where their author put them.
 */
export function withMissingPlaces({ graph, layout }: WorkflowDocument, found: Layout): Layout {
  const unplaced = new Set(
    graph.nodes.filter(({ id, type }) => !isDecoration(type) && layout[id] === undefined).map(({ parent }) => parent),
  );
  const places: Layout = { ...layout };
  for (const { id, parent } of graph.nodes) {
    const place = found[id];
    if (place === undefined) continue;
    const { width, height } = place;
    const before = places[id];
    if (before === undefined || unplaced.has(parent)) places[id] = { ...before, ...place };
    else if (unplaced.has(id) && width !== undefined && height !== undefined) {
      places[id] = {
        ...before,
        width: Math.max(width, before.width ?? 0),
        height: Math.max(height, before.height ?? 0),
      };
    }
  }
  return places;
}

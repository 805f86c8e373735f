import { parse as parseYaml, stringify as stringifyYaml } from "yaml";
import type { Json } from "../../model/index.js";
import { canonicalGraph } from "../canonical-graph.js";
import type { Graph, Layout } from "../graph.js";
import { compareIds } from "../stable-order.js";

/** A drawing as it is written into a file: what it does, and where its boxes are. */
export interface Drawing {
  readonly graph: Graph;
  readonly layout: Layout;
}

/** The one JSON text of a drawing: two people who change different nodes change different lines. */
export function jsonFile({ graph, layout }: Drawing): string {
  const places = sortedLayout(layout).map(([id, place]) => `    ${JSON.stringify(id)}: ${JSON.stringify(place)}`);
  const placed = places.length === 0 ? "{}" : `{\n${places.join(",\n")}\n  }`;
  const indented = canonicalGraph(graph).trimEnd().split("\n").join("\n  ");
  return `{\n  "graph": ${indented},\n  "layout": ${placed}\n}\n`;
}

/** The one YAML text of a drawing. Reading it gives the same drawing, whatever its texts look like: numbers, dates, `yes`. */
export function yamlFile({ graph, layout }: Drawing): string {
  const ordered = JSON.parse(canonicalGraph(graph)) as Json;
  return stringifyYaml(
    { graph: ordered, layout: Object.fromEntries(sortedLayout(layout)) },
    // Every text that another reader of YAML could take for something else is quoted; no line is folded.
    { lineWidth: 0, version: "1.2", compat: "yaml-1.1", aliasDuplicateObjects: false },
  );
}

/** Reads what {@link yamlFile} or {@link jsonFile} wrote; what it holds is still to be checked by `parseGraph`. */
export const readFile = (text: string): unknown => parseYaml(text, { version: "1.2", maxAliasCount: 0 });

const sortedLayout = (layout: Layout) => Object.entries(layout).sort(([a], [b]) => compareIds(a, b));

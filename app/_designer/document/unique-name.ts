import type { Graph, GraphNode } from "@dacapo/engine/compiler";

/** `stock`, or `stock2`, `stock3`, … when it is taken. A number at the end counts on: `stock7` → `stock8`. */
export function uniqueName(wished: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wished)) return wished;
  const stem = wished.replace(/\d+$/, "");
  const start = wished === stem ? 2 : Number(wished.slice(stem.length)) + 1;
  for (let number = start; ; number++) {
    const name = `${stem}${number}`;
    if (!taken.has(name)) return name;
  }
}

/** Every name that expressions of the graph already give a meaning to. */
export function takenNames(graph: Graph): ReadonlySet<string> {
  const taken = new Set<string>(["input"]);
  for (const node of graph.nodes) {
    taken.add(node.name);
    for (const name of ownNamesOf(node)) taken.add(name);
  }
  return taken;
}

/** The words that a container gives a meaning to, for what lies in it. */
export function ownNamesOf(node: GraphNode): readonly string[] {
  switch (node.type) {
    case "forEach":
      return [node.config.itemName, ...(node.config.indexName === undefined ? [] : [node.config.indexName])];
    case "while":
      return node.config.variables.map((variable) => variable.name);
    case "catch":
      return [node.config.errorName];
    default:
      return [];
  }
}

/** An identifier made of a title: `image.thumbnail` → `thumbnail`, `HTTP request` → `httpRequest`. */
export function identifierFrom(title: string): string {
  const words = title.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const [first = "node", ...rest] = words;
  const name = lowerFirst(first) + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return /^[0-9]/.test(name) ? `n${name}` : name;
}

function lowerFirst(word: string): string {
  return word === word.toUpperCase() ? word.toLowerCase() : word.charAt(0).toLowerCase() + word.slice(1);
}

/** The next free id of a kind: `n1`, `n2`, …, one above the highest in use. */
export function nextId(prefix: string, used: Iterable<string>): string {
  let highest = 0;
  for (const id of used) {
    if (!id.startsWith(prefix)) continue;
    const number = Number(id.slice(prefix.length));
    if (Number.isInteger(number) && number > highest) highest = number;
  }
  return `${prefix}${highest + 1}`;
}

import type { Graph, GraphEdge, GraphNode } from "../graph.js";
import { isContainer } from "../graph.js";
import { byId } from "../stable-order.js";
import { captionOf, cut, joinCaption, portCaption } from "./caption.js";

const CAPTION_CHARACTERS_MAX = 60;

/** A flowchart in Mermaid's language: containers are subgraphs. The same graph gives the same text. */
export function mermaid(graph: Graph): string {
  const nodes = [...graph.nodes].sort(byId);
  const names = new Map(nodes.map((node, index) => [node.id, `n${index + 1}`]));
  const inside = new Map<string | undefined, GraphNode[]>();
  for (const node of nodes) {
    if (node.type === "group") continue;
    const home = homeOf(node, graph.nodes);
    inside.set(home, [...(inside.get(home) ?? []), node]);
  }
  const lines = ["flowchart LR"];
  const write = (home: string | undefined, depth: number): void => {
    const indent = "  ".repeat(depth);
    for (const node of inside.get(home) ?? []) {
      const name = names.get(node.id) ?? "";
      if (!isContainer(node)) {
        lines.push(`${indent}${name}${shapeOf(node)}`);
        continue;
      }
      lines.push(`${indent}subgraph ${name}["${labelOf(node)}"]`);
      write(node.id, depth + 1);
      lines.push(`${indent}end`);
    }
  };
  write(undefined, 1);
  const byNodeId = new Map(nodes.map((node) => [node.id, node]));
  for (const edge of [...graph.edges].sort(byId)) {
    const [from, to] = [byNodeId.get(edge.from), byNodeId.get(edge.to)];
    if (from === undefined || to === undefined || from.type === "group" || to.type === "group") continue;
    lines.push(`  ${names.get(from.id)} ${arrow(edge, from)} ${names.get(to.id)}`);
  }
  return `${lines.join("\n")}\n`;
}

function arrow({ port }: GraphEdge, from: GraphNode): string {
  const label = portCaption(from, port);
  const line = port === "error" || port === "undo" ? "-.->" : "-->";
  return label === "" ? line : `${line}|"${escaped(label)}"|`;
}

/** The container a node is drawn in: one that exists, is a container and does not lie in the node itself. */
function homeOf(node: GraphNode, nodes: readonly GraphNode[]): string | undefined {
  const seen = new Set([node.id]);
  let parent = nodes.find(({ id }) => id === node.parent);
  const home = parent;
  if (home === undefined || !isContainer(home)) return undefined;
  while (parent !== undefined) {
    if (seen.has(parent.id)) return undefined;
    seen.add(parent.id);
    const above: string | undefined = parent.parent;
    parent = above === undefined ? undefined : nodes.find(({ id }) => id === above);
  }
  return home.id;
}

function shapeOf(node: GraphNode): string {
  const label = `"${labelOf(node)}"`;
  switch (node.type) {
    case "start":
    case "return":
      return `([${label}])`;
    case "if":
    case "switch":
      return `{${label}}`;
    case "delay":
    case "waitForEvent":
    case "approval":
      return `{{${label}}}`;
    case "note":
      return `>${label}]`;
    default:
      return `[${label}]`;
  }
}

function labelOf(node: GraphNode): string {
  const caption = escaped(cut(captionOf(node), CAPTION_CHARACTERS_MAX));
  if (node.type === "note") return caption || "Note";
  const join = joinCaption(node);
  const off = "disabled" in node && node.disabled === true ? " (off)" : "";
  const title = `${escaped(cut(node.name || node.id, CAPTION_CHARACTERS_MAX))}${off}${join === "" ? "" : ` (${join})`}`;
  return caption === "" ? title : `${title}<br/>${caption}`;
}

/** Everything that could end a label, or be taken for markup, by its number. */
const escaped = (text: string): string =>
  text.replaceAll(/[^\p{L}\p{N} .,:_/+…-]/gu, (character) => `#${character.codePointAt(0)};`);

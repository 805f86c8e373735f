import { type Graph, type GraphEdge, type GraphNode, isContainer, type Layout, portsOf } from "../graph.js";
import { byId } from "../stable-order.js";
import { captionOf, cut, joinCaption, portCaption } from "./caption.js";
import { type Box, type Boxes, boxesOf } from "./svg-boxes.js";
import { STYLE } from "./svg-style.js";

const MARGIN = 32;
const TITLE_CHARACTERS_MAX = 18;
const CAPTION_CHARACTERS_MAX = 22;
const LINE_HEIGHT = 18;

/**
 * The canvas as a picture that needs nothing else: the fonts of the machine, and colours for a light and a dark page.
 * The same graph and layout give the same text. `theme` fixes the colours, for a picture that is made of it.
 */
export function svg(graph: Graph, layout: Layout, theme: "light" | "dark" | "both" = "both"): string {
  const boxes = boxesOf(graph, layout);
  const nodes = [...graph.nodes].sort(byId);
  const all = nodes.flatMap((node) => boxes.get(node.id) ?? []);
  const left = Math.min(0, ...all.map(({ x }) => x)) - MARGIN;
  const top = Math.min(0, ...all.map(({ y }) => y)) - MARGIN;
  const right = Math.max(0, ...all.map(({ x, width }) => x + width)) + MARGIN;
  const bottom = Math.max(0, ...all.map(({ y, height }) => y + height + LINE_HEIGHT)) + MARGIN;
  const [width, height] = [Math.ceil(right - left), Math.ceil(bottom - top)];
  const depth = (node: GraphNode) => boxes.depth(node.id);
  const behind = nodes.filter((node) => node.type === "group");
  const containers = nodes.filter(isContainer).sort((a, b) => depth(a) - depth(b));
  const front = nodes.filter((node) => node.type !== "group" && !isContainer(node));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}" role="img" aria-label="${escaped(graph.name)}">`,
    `<style>${STYLE[theme]}</style>`,
    `<rect class="page" x="${left}" y="${top}" width="${width}" height="${height}"/>`,
    ...behind.map((node) => frame(node, boxes)),
    ...containers.map((node) => container(node, boxes)),
    ...[...graph.edges].sort(byId).flatMap((edge) => wire(edge, graph, boxes)),
    ...front.map((node) => shape(node, boxes)),
    "</svg>",
    "",
  ].join("\n");
}

function frame(node: GraphNode, boxes: Boxes): string {
  const { x, y, width, height } = boxes.get(node.id) as Box;
  const title = node.type === "group" ? node.config.title : "";
  return `<g class="frame"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="12"/><text class="title" x="${x + 12}" y="${y + 24}">${escaped(title)}</text></g>`;
}

function container(node: GraphNode, boxes: Boxes): string {
  const { x, y, width, height } = boxes.get(node.id) as Box;
  const repeats = node.type === "forEach" || node.type === "while";
  const bars = repeats ? bar(x + 5, y, height, 1) + bar(x + width - 5, y, height, -1) : "";
  const caption = cut(captionOf(node), Math.max(8, Math.floor((width - 60) / 8) - node.name.length));
  return `<g class="container"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="12"/>${bars}<text class="title" x="${x + 20}" y="${y + 25}">${escaped(node.name)} <tspan class="caption">${escaped(caption)}</tspan></text>${badge(node, x, y + height / 2)}</g>`;
}

/** What is repeated stands between the signs that musicians know: a thick bar, a thin one and two dots. */
const bar = (x: number, y: number, height: number, inwards: 1 | -1): string =>
  `<path class="bar" d="M${x} ${y + 14}V${y + height - 14}"/><path class="thin" d="M${x + 4 * inwards} ${y + 14}V${y + height - 14}"/><circle class="dot" cx="${x + 8 * inwards}" cy="${y + height / 2 - 5}" r="1.5"/><circle class="dot" cx="${x + 8 * inwards}" cy="${y + height / 2 + 5}" r="1.5"/>`;

function shape(node: GraphNode, boxes: Boxes): string {
  const { x, y, width, height } = boxes.get(node.id) as Box;
  if (node.type === "note") {
    const lines = cut(node.config.text, 400).match(/.{1,28}(\s|$)|.{1,28}/gu) ?? [];
    const fitting = lines.slice(0, Math.max(1, Math.floor((height - 16) / LINE_HEIGHT)));
    const texts = fitting.map(
      (line, index) => `<tspan x="${x + 12}" dy="${index === 0 ? 0 : LINE_HEIGHT}">${escaped(line)}</tspan>`,
    );
    return `<g class="note"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/><text class="caption" x="${x + 12}" y="${y + 24}">${texts.join("")}</text></g>`;
  }
  if (node.type === "start" || node.type === "return") {
    const [cx, cy] = [x + width / 2, y + height / 2];
    const sign =
      node.type === "start"
        ? `<path class="sign" d="M${cx - 5} ${cy - 7}L${cx + 8} ${cy}L${cx - 5} ${cy + 7}Z"/>`
        : `<rect class="sign" x="${cx - 6}" y="${cy - 6}" width="12" height="12" rx="1"/>`;
    return `<g class="terminal"><circle cx="${cx}" cy="${cy}" r="${width / 2}"/>${sign}<text class="title middle" x="${cx}" y="${y + height + 17}">${escaped(node.name)}</text></g>`;
  }
  const kind = kindOf(node);
  const tile =
    kind === "wait"
      ? `<circle class="ring" cx="${x + 27}" cy="${y + height / 2}" r="16"/>`
      : `<rect class="${kind === "flow" ? "ink" : "tile"}" x="${x + 10}" y="${y + height / 2 - 17}" width="34" height="34" rx="8"/>`;
  const off = "disabled" in node && node.disabled === true ? " off" : "";
  const ports = portsOf(node);
  const named = ports.length > 1 ? ports.map((port) => portName(node, port, boxes)).join("") : "";
  const most = CAPTION_CHARACTERS_MAX - (ports.length > 1 ? 6 : 0);
  return `<g class="node${off}"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/>${tile}<text class="sign-text ${kind === "flow" ? "on-ink" : ""}" x="${x + 27}" y="${y + height / 2 + 4}">${escaped(signOf(node))}</text><text class="title" x="${x + 54}" y="${y + height / 2 - 3}">${escaped(cut(node.name, TITLE_CHARACTERS_MAX - (ports.length > 1 ? 5 : 0)))}</text><text class="caption" x="${x + 54}" y="${y + height / 2 + 15}">${escaped(cut(captionOf(node), most))}</text>${named}${badge(node, x, y + height / 2)}</g>`;
}

function portName(node: GraphNode, port: string, boxes: Boxes): string {
  const at = boxes.out(node, port);
  return at === undefined
    ? ""
    : `<text class="port-name" x="${at.x - 8}" y="${at.y + 4}">${escaped(cut(portCaption(node, port) || port, 10))}</text>`;
}

function badge(node: GraphNode, x: number, y: number): string {
  const text = joinCaption(node);
  if (text === "") return "";
  const width = 12 + text.length * 6.5;
  return `<g class="badge"><rect x="${x - width - 8}" y="${y - 22}" width="${width}" height="16" rx="8"/><text x="${x - width / 2 - 8}" y="${y - 10}">${escaped(text)}</text></g>`;
}

function wire(edge: GraphEdge, graph: Graph, boxes: Boxes): string[] {
  const from = graph.nodes.find(({ id }) => id === edge.from);
  const to = boxes.get(edge.to);
  const start = from === undefined ? undefined : boxes.out(from, edge.port);
  if (start === undefined || to === undefined) return [];
  const end = { x: to.x, y: to.y + to.height / 2 };
  const bend = Math.max(18, Math.abs(end.x - start.x) / 2);
  // What leaves at the lower edge goes down first.
  const [bendX, bendY] = edge.port === "error" || edge.port === "undo" ? [0, bend] : [bend, 0];
  const kind = edge.port === "error" ? " error" : edge.port === "undo" ? " undo" : "";
  return [
    `<path class="wire${kind}" d="M${start.x} ${start.y}C${start.x + bendX} ${start.y + bendY} ${end.x - bend} ${end.y} ${end.x} ${end.y}"/><path class="tip${kind}" d="M${end.x} ${end.y}l-7 -4v8z"/>`,
  ];
}

function kindOf({ type }: GraphNode): "work" | "flow" | "wait" {
  if (type === "if" || type === "switch" || type === "throw" || type === "continueAsNew") return "flow";
  return type === "delay" || type === "waitForEvent" || type === "approval" ? "wait" : "work";
}

const SIGNS: Readonly<Partial<Record<GraphNode["type"], string>>> = {
  activity: "act",
  http: "http",
  code: "{ }",
  set: "=",
  if: "if",
  switch: "sw",
  delay: "…",
  throw: "!",
  waitForEvent: "evt",
  approval: "ok?",
  subWorkflow: "sub",
  callEntity: "ent",
  signalEntity: "sig",
  continueAsNew: "new",
  setStatus: "st",
};
const signOf = ({ type }: GraphNode): string => SIGNS[type] ?? "";

/** For texts and attributes; characters that XML cannot hold are left out. */
const escaped = (text: string): string =>
  text
    .replaceAll(/[^\P{Cc}\t\n\r]|\p{Cs}|[\ufffe\uffff]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

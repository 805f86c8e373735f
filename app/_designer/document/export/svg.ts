import type { GraphNode } from "@dacapo/engine/compiler";
import { edgePath, edgePathFromBelow } from "../../edges/edge-path";
import type { CatalogIndex } from "../catalog-index";
import { containerFacts, repeats } from "../container-facts";
import type { Box, WorkflowDocument } from "../document";
import { faceOf, type NodeFace } from "../face";
import {
  boxOf,
  byDepth,
  CONTAINER_HEAD,
  inputPortY,
  isContainer,
  isSection,
  isTerminal,
  outputPortPlaces,
  portPlaceOf,
} from "../geometry";
import { isDisabled } from "../node-settings";
import { portLabel } from "../ports";

const MARGIN = 40;
/** About how wide a character of the 13 px text is: enough to cut a line before it leaves its box. */
const CHARACTER_PX = 6.6;

/** The drawing as a picture that needs nothing but itself: for documents, light and dark by what they are. */
export function svgOf(document: WorkflowDocument, index: CatalogIndex): string {
  const nodes = byDepth(document.graph).map(({ node }) => node);
  const boxes = new Map(nodes.map((node) => [node.id, boxOf(document, node)]));
  const all = [...boxes.values()];
  const left = Math.min(0, ...all.map((box) => box.x)) - MARGIN;
  const top = Math.min(0, ...all.map((box) => box.y)) - MARGIN;
  const right = Math.max(0, ...all.map((box) => box.x + box.width)) + MARGIN;
  const bottom = Math.max(0, ...all.map((box) => box.y + box.height)) + MARGIN;
  const frames = nodes.filter((node) => node.type === "group");
  const containers = nodes.filter((node) => isContainer(node.type));
  const others = nodes.filter((node) => node.type !== "group" && !isContainer(node.type));
  const draw = (node: GraphNode) => drawn(node, boxes.get(node.id), faceOf(node, index));
  const size = `width="${right - left}" height="${bottom - top}" viewBox="${left} ${top} ${right - left} ${bottom - top}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${escaped(document.graph.name)}">`,
    `<style>${STYLE}</style>`,
    `<rect class="canvas" x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"/>`,
    ...frames.map(draw),
    ...containers.map(draw),
    ...edgesOf(document, boxes),
    ...others.map(draw),
    "</svg>",
    "",
  ].join("\n");
}

function edgesOf(document: WorkflowDocument, boxes: ReadonlyMap<string, Box>): readonly string[] {
  const { nodes, edges } = document.graph;
  return edges.flatMap((edge) => {
    const [source, target] = [nodes.find(({ id }) => id === edge.from), nodes.find(({ id }) => id === edge.to)];
    const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
    if (source === undefined || target === undefined || from === undefined || to === undefined) return [];
    const place = portPlaceOf(source, from, edge.port) ?? { x: from.width, y: from.height / 2, side: "right" as const };
    const path = (place.side === "bottom" ? edgePathFromBelow : edgePath)(
      from.x + place.x,
      from.y + place.y,
      to.x,
      to.y + inputPortY(target.type, to),
    );
    const kind = edge.port === "error" || edge.port === "undo" ? ` ${edge.port}` : "";
    return [`<path class="edge${kind}" d="${path}"/>`];
  });
}

function drawn(node: GraphNode, box: Box | undefined, face: NodeFace): string {
  if (box === undefined) return "";
  const off = isDisabled(node) ? " off" : "";
  const place = `x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}"`;
  if (node.type === "note") return note(node.config.text, box, place);
  if (node.type === "group")
    return `<g><rect class="frame" ${place} rx="14"/>${text("title", box.x + 14, box.y + 22, face.title, box.width - 28)}</g>`;
  if (isTerminal(node.type)) {
    const middle = box.x + box.width / 2;
    return `<g class="node${off}"><circle class="box" cx="${middle}" cy="${box.y + 20}" r="20"/><circle class="ink" cx="${middle}" cy="${box.y + 20}" r="15"/><text class="name" x="${middle}" y="${box.y + 57}" text-anchor="middle">${escaped(face.title)}</text></g>`;
  }
  if (isContainer(node.type)) {
    const head = [face.title, face.subtitle, ...containerFacts(node)].filter((part) => part !== "").join(" · ");
    const bars = repeats(node)
      ? `<path class="bar" d="M${box.x + 2.5} ${box.y}v${box.height}M${box.x + box.width - 2.5} ${box.y}v${box.height}"/>`
      : "";
    const line = `<path class="line" d="M${box.x} ${box.y + CONTAINER_HEAD}h${box.width}"/>`;
    return `<g class="node${off}"><rect class="container${isSection(node.type) ? " section" : ""}" ${place} rx="12"/>${bars}${line}${text("title", box.x + 20, box.y + 24, head, box.width - 40)}</g>`;
  }
  const ports = outputPortPlaces(node, box);
  const names = ports.length < 2 ? [] : ports.map((port) => portName(node, port.port, box, port.y));
  const room = box.width - 66 - (ports.length > 1 ? 84 : 0);
  const middle = box.y + box.height / 2;
  const tile = tileOf(face, box.x + 10, middle - 17);
  return `<g class="node${off}"><rect class="box" ${place} rx="10"/>${tile}${text("title", box.x + 54, middle - 3, face.title, room)}${text("said", box.x + 54, middle + 14, face.subtitle, room)}${names.join("")}</g>`;
}

function portName(node: GraphNode, port: string, box: Box, y: number): string {
  return `<text class="said" x="${box.x + box.width - 10}" y="${box.y + y + 4}" text-anchor="end">${escaped(cut(portLabel(node, port), 76))}</text>`;
}

/** Its shape tells the kind, its letter stands for the icon. */
function tileOf(face: NodeFace, x: number, y: number): string {
  const letter = `<text class="${face.kind === "flow" ? "onInk" : "said"}" x="${x + 17}" y="${y + 22}" text-anchor="middle">${escaped(face.typeTitle.charAt(0))}</text>`;
  if (face.kind === "wait") return `<circle class="ring" cx="${x + 17}" cy="${y + 17}" r="16"/>${letter}`;
  return `<rect class="${face.kind === "flow" ? "ink" : "tile"}" x="${x}" y="${y}" width="34" height="34" rx="8"/>${letter}`;
}

function note(words: string, box: Box, place: string): string {
  const lines = words.split("\n").slice(0, Math.max(1, Math.floor((box.height - 12) / 18)));
  const texts = lines.map((line, at) => text("said", box.x + 14, box.y + 22 + at * 18, line, box.width - 26));
  return `<g><rect class="note" ${place} rx="6"/>${texts.join("")}</g>`;
}

function text(kind: string, x: number, y: number, words: string, room: number): string {
  return `<text class="${kind}" x="${x}" y="${y}">${escaped(cut(words, room))}</text>`;
}

function cut(words: string, room: number): string {
  const most = Math.max(1, Math.floor(room / CHARACTER_PX));
  const line = words.replace(/\s+/g, " ").trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

/** XML takes no control characters, however they are written. */
function escaped(words: string): string {
  return words.replace(/[^\P{Cc}\t\n\r]/gu, "�").replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

const LIGHT =
  "--canvas:#f3f5f4;--box:#fff;--line:#c3cccd;--edge:#76848a;--text:#121a1f;--said:#5f6b72;--ink:#1b262c;--on:#fff;--tile:#e6ebeb;--bad:#c0271b";
const DARK =
  "--canvas:#0c1317;--box:#151f25;--line:#34434a;--edge:#74858c;--text:#e8eff1;--said:#93a3aa;--ink:#e8eff1;--on:#121a1f;--tile:#24323a;--bad:#ff7b6e";
const STYLE = `svg{${LIGHT};font-family:Inter,system-ui,sans-serif}@media (prefers-color-scheme:dark){svg{${DARK}}}
.canvas{fill:var(--canvas)}.box{fill:var(--box);stroke:var(--line)}.container{fill:var(--box);fill-opacity:.6;stroke:var(--line)}
.section{stroke-dasharray:4 3}.line{stroke:var(--line);fill:none}.bar{stroke:var(--ink);stroke-width:5;fill:none}.frame{fill:var(--tile);fill-opacity:.4;stroke:var(--line);stroke-dasharray:6 4}
.note{fill:var(--tile);stroke:var(--line)}.tile{fill:var(--tile)}.ink{fill:var(--ink)}.ring{fill:none;stroke:var(--said);stroke-width:1.75}
.edge{fill:none;stroke:var(--edge);stroke-width:1.75}.error{stroke:var(--bad);stroke-dasharray:6 4}.undo{stroke-dasharray:1.5 5;stroke-linecap:round}
text{font-size:13px;fill:var(--text)}.title{font-size:14px;font-weight:600}.said{fill:var(--said)}.name{fill:var(--said)}.onInk{fill:var(--on)}.off{opacity:.55}`;

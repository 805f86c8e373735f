import { decodeJson, type Json } from "@dacapo/engine/model";
import { NODE_STATUSES, type NodeKey, type NodeState, type RunState } from "@dacapo/engine/timeline";

/** One run of a node, as one picks it in the inspector. */
export interface NodeRunChoice {
  readonly key: NodeKey;
  /** `0 · beach.jpg`; outer iterations come first: `2 / 0 · beach.jpg`. */
  readonly label: string;
  readonly node: NodeState;
}

/** Every run of a node at one event: one outside of containers, one per begun iteration inside. */
export function nodeRuns(state: RunState, nodeName: string): readonly NodeRunChoice[] {
  const summary = state.byName.get(nodeName);
  if (summary === undefined) return [];
  const itemsOf = itemReader(state);
  const runs: NodeRunChoice[] = [];
  for (const node of state.nodes.values()) {
    if (node.node !== nodeName) continue;
    runs.push({ key: node.key, node, label: labelOf(node, itemsOf) });
    if (runs.length === summary.total) break;
  }
  return runs;
}

/** The run of a node that is shown until another one is picked: the one that most needs a look. */
export function runToShow(runs: readonly NodeRunChoice[]): NodeRunChoice | undefined {
  const rank = (run: NodeRunChoice) => NODE_STATUSES.indexOf(run.node.status);
  return runs.reduce<NodeRunChoice | undefined>(
    (best, run) => (best === undefined || rank(run) < rank(best) ? run : best),
    undefined,
  );
}

type ItemsOf = (container: NodeKey) => readonly Json[];

/** Items are decoded once per container run, however many iterations it has. */
function itemReader(state: RunState): ItemsOf {
  const read = new Map<NodeKey, readonly Json[]>();
  return (container) => {
    const known = read.get(container);
    if (known !== undefined) return known;
    const text = state.nodes.get(container)?.loop?.items;
    const value = text === undefined ? undefined : decodeJson(text);
    const items = Array.isArray(value) ? (value as readonly Json[]) : [];
    read.set(container, items);
    return items;
  };
}

function labelOf(node: NodeState, itemsOf: ItemsOf): string {
  if (node.path.length === 0) return node.occurrence > 1 ? `Call ${node.occurrence}` : "Run";
  const place = node.path.join(" / ");
  const index = node.path.at(-1) ?? 0;
  const item = node.container === undefined ? undefined : itemsOf(node.container)[index];
  const name = item === undefined ? undefined : itemName(item);
  return name === undefined || name === place ? place : `${place} · ${name}`;
}

const NAMING_KEYS = ["name", "id", "title", "file", "path", "key", "sku", "url"] as const;
const NAME_CHARS_MAX = 40;

/** What a person would call an item: itself when it is short, else the member that names it. */
export function itemName(item: Json): string | undefined {
  if (typeof item === "string" || typeof item === "number") return shorten(String(item));
  if (item === null || typeof item !== "object" || Array.isArray(item)) return undefined;
  const members = item as Readonly<Record<string, Json>>;
  for (const key of NAMING_KEYS) {
    const value = members[key];
    if (typeof value === "string" || typeof value === "number") return shorten(String(value));
  }
  return undefined;
}

/** The beginning says more than the end, but of a path the end does. */
function shorten(text: string): string {
  const name = text.includes("/") ? (text.split("/").findLast((part) => part !== "") ?? text) : text;
  const line = name.replace(/\s+/g, " ").trim();
  return line.length > NAME_CHARS_MAX ? `${line.slice(0, NAME_CHARS_MAX - 1)}…` : line;
}

/** What a run waits for from outside: the longest wait first, at most as many as one can look at. */
export function waitingNodes(state: RunState): readonly NodeState[] {
  const waiting: NodeState[] = [];
  for (const summary of state.byName.values()) {
    if (summary.counts["waiting-event"] === 0) continue;
    for (const { node } of nodeRuns(state, summary.node)) if (node.status === "waiting-event") waiting.push(node);
  }
  return waiting.sort((a, b) => a.scheduledSeq - b.scheduledSeq).slice(0, WAITING_MAX);
}

const WAITING_MAX = 20;

/** How many activities a run has in the air: what cancelling it would stop. */
export function runningActivities(state: RunState): number {
  let count = 0;
  for (const summary of state.byName.values())
    if (summary.kind === "work") count += summary.counts.running + summary.counts.queued + summary.counts.retrying;
  return count;
}

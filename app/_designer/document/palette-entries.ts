import type { ActivityCatalog } from "@dacapo/engine/compiler";
import type { NodeTemplate } from "./defaults";
import { TYPE_ICONS, TYPE_TITLES } from "./face";

/** One line of the palette. */
export interface PaletteEntry {
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly icon: string;
  readonly group: string;
  readonly template: NodeTemplate;
}

const BUILT_IN: readonly { type: Exclude<NodeTemplate["type"], "activity">; group: string; description: string }[] = [
  { type: "if", group: "Flow", description: "Takes one of two ways, by a condition." },
  { type: "forEach", group: "Flow", description: "Runs what lies in it once per item, items in parallel." },
  { type: "delay", group: "Flow", description: "Waits for a time that survives restarts." },
  { type: "return", group: "Flow", description: "Ends a path with the run's output, or an iteration with its result." },
  { type: "start", group: "Flow", description: "Where a run begins, and what its input looks like." },
  { type: "set", group: "Data", description: "Makes an object of expressions." },
  { type: "http", group: "Web", description: "Calls a web address and gives status, headers and body." },
];

/** Everything that can be added, in the palette's order: flow, data, web, then activities by their prefix. */
export function paletteEntries(catalog: ActivityCatalog, hasStart: boolean): readonly PaletteEntry[] {
  const builtIn = BUILT_IN.filter(({ type }) => type !== "start" || !hasStart).map(({ type, group, description }) => ({
    key: type,
    title: TYPE_TITLES[type],
    description,
    icon: TYPE_ICONS[type],
    group,
    template: { type },
  }));
  const activities = catalog
    // The HTTP node is this activity with an inspector of its own.
    .filter((activity) => activity.name !== "http.request")
    .map((activity) => ({
      key: `activity:${activity.name}`,
      title: activity.title,
      description: activity.description,
      icon: activity.icon,
      group: groupOf(activity.name),
      template: { type: "activity" as const, activity: activity.name },
    }))
    .sort((a, b) => a.group.localeCompare(b.group) || a.title.localeCompare(b.title));
  return [...builtIn, ...activities];
}

/** `image.thumbnail` → `Image`. */
function groupOf(activityName: string): string {
  const dot = activityName.indexOf(".");
  if (dot <= 0) return "Activities";
  return activityName.charAt(0).toUpperCase() + activityName.slice(1, dot);
}

export interface PaletteGroup {
  readonly title: string;
  readonly entries: readonly PaletteEntry[];
}

export function groupEntries(entries: readonly PaletteEntry[]): readonly PaletteGroup[] {
  const groups = new Map<string, PaletteEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.group);
    if (group === undefined) groups.set(entry.group, [entry]);
    else group.push(entry);
  }
  return [...groups].map(([title, members]) => ({ title, entries: members }));
}

/** The entries that fit what was typed, best first; all of them when nothing was. */
export function searchEntries(entries: readonly PaletteEntry[], query: string): readonly PaletteEntry[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return entries;
  return entries
    .map((entry, order) => ({ entry, order, score: scoreOf(entry, wanted) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.order - b.order)
    .map(({ entry }) => entry);
}

function scoreOf(entry: PaletteEntry, wanted: string): number {
  const title = entry.title.toLowerCase();
  if (title.startsWith(wanted)) return 5;
  if (title.split(/\W+/).some((word) => word.startsWith(wanted))) return 4;
  if (`${title} ${entry.key.toLowerCase()} ${entry.group.toLowerCase()}`.includes(wanted)) return 3;
  if (entry.description.toLowerCase().includes(wanted)) return 2;
  return isSubsequence(wanted, title) ? 1 : 0;
}

function isSubsequence(wanted: string, text: string): boolean {
  let at = 0;
  for (const character of text) if (character === wanted[at]) at++;
  return at === wanted.length;
}

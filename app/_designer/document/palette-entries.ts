import type { ActivityInfo, Catalog, NodeType } from "@dacapo/engine/compiler";
import type { NodeTemplate } from "./defaults";
import { NODE_TYPES, PALETTE_GROUPS } from "./node-types";

/** One line of the palette. */
export interface PaletteEntry {
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly icon: string;
  readonly group: string;
  /** Words by which people of other tools look for it. */
  readonly words: readonly string[];
  readonly template: NodeTemplate;
}

type BuiltIn = Exclude<NodeType, "activity">;

/** The types in the palette's order: by their headings, and as listed there. */
const BUILT_IN = PALETTE_GROUPS.flatMap((group) =>
  (Object.keys(NODE_TYPES) as NodeType[]).filter(
    (type): type is BuiltIn => type !== "activity" && NODE_TYPES[type].group === group,
  ),
);

/** What is no node, for those who look for one. */
const EXPLANATIONS: readonly { readonly words: readonly string[]; readonly text: string }[] = [
  {
    words: ["parallel", "fork", "split", "fan out", "concurrent", "and gateway"],
    text: "Branches run in parallel by themselves: draw several edges out of one node.",
  },
  {
    words: ["join", "merge", "wait for all", "fan in", "synchronize", "sync"],
    text: "A node with several incoming edges joins them. Its inspector says whether it waits for all, any or some.",
  },
  {
    words: ["retry", "repeat on failure", "backoff"],
    text: "Activities, requests, code and sub-workflows are tried again by their own settings: see Attempts in the inspector.",
  },
  {
    words: ["compensate", "compensation", "undo", "saga", "rollback"],
    text: "What undoes a node hangs at its port “undo”, below it. It runs when a later failure leaves the scope.",
  },
  {
    words: ["on error", "error port", "error handling", "fallback"],
    text: "The red port below a node is taken when it fails. A try catches the failures of all that lies in it.",
  },
];

/** Everything that can be added, in the palette's order: the types under their headings, then activities by their prefix. */
export function paletteEntries(catalog: Pick<Catalog, "activities">, hasStart: boolean): readonly PaletteEntry[] {
  const builtIn = BUILT_IN.filter((type) => type !== "start" || !hasStart).map((type): PaletteEntry => {
    const { title, description, icon, group, words } = NODE_TYPES[type];
    return { key: type, title, description, icon, group, words, template: { type } };
  });
  const activities = catalog.activities
    .filter((activity) => !hasNodeOfItsOwn(activity))
    .map(
      (activity): PaletteEntry => ({
        key: `activity:${activity.name}`,
        title: activity.title,
        description: activity.description,
        icon: activity.icon,
        group: groupOf(activity.name),
        words: [activity.name],
        template: { type: "activity", activity: activity.name },
      }),
    )
    .sort((a, b) => a.group.localeCompare(b.group) || a.title.localeCompare(b.title));
  return [...builtIn, ...activities];
}

/** Activities that a node of their own type runs, with an inspector of its own. */
function hasNodeOfItsOwn({ name }: ActivityInfo): boolean {
  return name === "http.request" || name === "code.run";
}

/** A sentence for whoever searches for what is drawn in another way than as a node. */
export function explanationFor(query: string): string | undefined {
  const wanted = query.trim().toLowerCase();
  if (wanted.length < 3) return undefined;
  return EXPLANATIONS.find(({ words }) => words.some((word) => word.startsWith(wanted) || wanted.startsWith(word)))
    ?.text;
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
  if (title.startsWith(wanted)) return 7;
  if (title.split(/\W+/).some((word) => word.startsWith(wanted))) return 6;
  if (entry.words.some((word) => word.toLowerCase().startsWith(wanted))) return 5;
  if (`${title} ${entry.key.toLowerCase()} ${entry.group.toLowerCase()}`.includes(wanted)) return 4;
  if (entry.words.some((word) => word.toLowerCase().includes(wanted))) return 3;
  if (entry.description.toLowerCase().includes(wanted)) return 2;
  return isSubsequence(wanted, title) ? 1 : 0;
}

function isSubsequence(wanted: string, text: string): boolean {
  let at = 0;
  for (const character of text) if (character === wanted[at]) at++;
  return at === wanted.length;
}

/** How many packs are not there, or lack an activity: one may have several problems. */
export function packsText(problems: readonly { readonly pack: string }[]): string {
  const count = new Set(problems.map(({ pack }) => pack)).size;
  return `${count} activity ${count === 1 ? "pack" : "packs"} could not be loaded in full`;
}

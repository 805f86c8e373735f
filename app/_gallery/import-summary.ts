import type { ImportedDrawing } from "@/app/_server/api-types";

/** What an import came to, in a sentence. */
export function summaryOf({ format, graph, states }: ImportedDrawing): string {
  const count = (howMany: number, what: string) => `${howMany} ${what}${howMany === 1 ? "" : "s"}`;
  if (format === "dacapo") return `A workflow of Dacapo with ${count(graph.nodes.length, "node")}: ${graph.name}.`;
  const differing = states.filter(({ verdict }) => verdict === "approximated").length;
  const same = states.length - differing;
  const whole = `${count(states.length, "state")} of Step Functions became ${count(graph.nodes.length, "node")}.`;
  if (differing === 0) return `${whole} All do here what they did there.`;
  return `${whole} ${same === 0 ? "None" : same} do here what they did there; of ${differing} something differs.`;
}

export interface Difference {
  readonly note: string;
  /** The states that it is said of. */
  readonly states: readonly string[];
}

/** What differs, each once, with the states that it is true of. */
export function differencesOf({ states }: ImportedDrawing): readonly Difference[] {
  const found = new Map<string, string[]>();
  for (const { state, notes } of states) {
    for (const note of notes) found.set(note, [...(found.get(note) ?? []), state]);
  }
  return [...found].map(([note, named]) => ({ note, states: named }));
}

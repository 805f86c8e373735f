import type { Graph } from "../../compiler/graph.js";
import type { Arrival } from "./arrival.js";
import type { Machine } from "./definition.js";
import { Importer, type ImportOptions, type Place } from "./importer.js";
import { parseDefinition, readDefinitionText } from "./parse.js";
import type { DefinitionProblem } from "./problems.js";
import { importMachine, Unstructured } from "./region.js";
import type { ImportReport, Refusal } from "./report.js";
import { needsOf } from "./scope.js";
import { named, setting } from "./symbol.js";
import { templatesOf } from "./templates.js";

export type ImportedDefinition =
  | { readonly ok: true; readonly graph: Graph; readonly report: ImportReport }
  | { readonly ok: false; readonly refusal: Refusal };

/** Imports a definition from its text, JSON or YAML. */
export function importDefinitionText(text: string, name: string, options: ImportOptions = {}): ImportedDefinition {
  const read = readDefinitionText(text);
  return read.ok
    ? importDefinition(read.value, name, options)
    : { ok: false, refusal: { kind: "rejected", problems: read.problems } };
}

/**
 * Imports a state machine of Amazon States Language as a graph of this product, and tells of every state what became
 * of it. Nothing is left out in silence: what Step Functions would reject is refused with its fields, what cannot be
 * drawn is refused with its states, and what is not quite the same is told.
 */
export function importDefinition(definition: unknown, name: string, options: ImportOptions = {}): ImportedDefinition {
  const parsed = parseDefinition(definition);
  if (!parsed.ok) return { ok: false, refusal: { kind: "rejected", problems: parsed.problems } };
  const importer = new Importer(options);
  try {
    importTop(importer, parsed.machine);
    importer.notes.push(...placeholderNotes(definition));
  } catch (thrown) {
    if (!(thrown instanceof Unstructured)) throw thrown;
    return { ok: false, refusal: { kind: "refused", problems: tangleProblems(thrown, parsed.machine) } };
  }
  const graph = importer.builder.graph(name.slice(0, 120) || "Imported");
  return { ok: true, graph, report: { states: importer.reports, notes: importer.notes } };
}

/** `${Name}` in a text is filled in by tools that deploy; here nobody does. */
function placeholderNotes(definition: unknown): readonly string[] {
  const found = [...JSON.stringify(definition).matchAll(/\$\{([A-Za-z][\w:.]*)\}/g)].map(([, name]) => name);
  const names = [...new Set(found)];
  if (names.length === 0) return [];
  const listed = names.length > 8 ? `${names.slice(0, 8).join(", ")} and ${names.length - 8} more` : names.join(", ");
  return [
    `The definition has places that are filled in when it is deployed: ${listed}. They stand in the nodes as they are; write the values there.`,
  ];
}

function importTop(importer: Importer, machine: Machine): void {
  const top: Place = { endsByReturn: true, runInput: named("input") };
  // The states' names come first: what is added around them takes what is left.
  const start = importer.add(top, undefined, startName(machine), { type: "start", config: {} }, []);
  let from = [{ node: start, port: "out" }];
  const certain = new Set(["input"]);
  if (needsExecution(machine)) {
    importer.execution = importer.add(
      top,
      undefined,
      "execution",
      { type: "activity", config: { activity: "asl.execution", input: {} } },
      from,
    );
    from = [{ node: importer.execution, port: "out" }];
    certain.add(importer.execution);
  }
  const arrival: Arrival = { from, env: { data: named("input"), variables: new Map(), certain }, test: "true" };
  if (machine.timeoutSeconds === undefined) {
    finish(importer, machine, top, arrival);
    return;
  }
  const limitMs = { literal: machine.timeoutSeconds * 1_000 };
  const limit = importer.add(top, undefined, "within time", { type: "timeout", config: { limitMs } }, from);
  finish(importer, machine, { ...top, parent: limit }, { ...arrival, from: [] });
  importer.add(top, undefined, "output", { type: "return", config: { value: { expression: limit } } }, [
    { node: limit, port: "out" },
  ]);
}

function finish(importer: Importer, machine: Machine, place: Place, arrival: Arrival): void {
  for (const end of importMachine(importer, machine, place, arrival)) {
    importer.add(
      place,
      undefined,
      "output",
      { type: "return", config: { value: setting(end.env.data, end.env) } },
      end.from,
    );
  }
}

/** `start`, unless a state has a better right to the name. */
const startName = (machine: Machine): string =>
  [...machine.states.keys()].some((name) => name.toLowerCase() === "start") ? "begin" : "start";

function needsExecution(machine: Machine): boolean {
  return [...machine.states.values()].some((state) => {
    if (templatesOf(state).some((template) => needsOf(template).execution)) return true;
    if (state.type === "Task" && state.resource.endsWith(".waitForTaskToken")) return true;
    if (state.type === "Parallel") return state.branches.some(needsExecution);
    return state.type === "Map" && needsExecution(state.processor);
  });
}

function tangleProblems({ tangle, path }: Unstructured, machine: Machine): readonly DefinitionProblem[] {
  const entries = tangle.entries.map((name) => JSON.stringify(name)).join(" and ");
  const states = tangle.states.map((name) => JSON.stringify(name)).join(", ");
  return [
    {
      path: path === "" ? "States" : path,
      state: tangle.entries[0] ?? machine.startAt,
      message:
        `The states ${states} form a loop that is entered at ${entries}. A loop here has one place where it begins. ` +
        "Lead every way into it through the same state.",
    },
  ];
}

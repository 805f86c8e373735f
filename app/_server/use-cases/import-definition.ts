import { importDefinition as importStateMachine, looksLikeDefinition, readDefinitionText } from "@dacapo/engine";
import { layoutSchema, parseGraph } from "@dacapo/engine/compiler";
import type { ImportedDrawing, Layout } from "../api-types";
import { DomainError } from "../errors";
import type { Services } from "../services";
import { readCatalog } from "./read-catalog";

export interface ImportDefinition {
  /** JSON or YAML. */
  readonly text: string;
  /** What the workflow is called where the text does not say. */
  readonly name: string;
}

/**
 * Reads a drawing from a text: one of ours (a graph, or a graph with its layout), or a state machine of Amazon States
 * Language. Refuses with every problem, each with its place in the text's data.
 */
export async function importDefinition(services: Services, { text, name }: ImportDefinition): Promise<ImportedDrawing> {
  const read = readDefinitionText(text);
  if (!read.ok) throw refused(read.problems[0]?.message ?? "The text cannot be read.", []);
  if (looksLikeDefinition(read.value)) return importMachine(services, read.value, name);
  if (isRecord(read.value) && (isRecord(read.value.graph) || Array.isArray(read.value.nodes)))
    return importOwn(read.value);
  throw refused(
    "This is neither a workflow of Dacapo (an object with nodes and edges) nor a state machine of Amazon States Language (an object with StartAt and States).",
    [],
  );
}

async function importMachine(services: Services, value: unknown, name: string): Promise<ImportedDrawing> {
  const { workflows } = await readCatalog(services);
  const imported = importStateMachine(value, name, { workflows });
  if (!imported.ok) {
    const { kind, problems } = imported.refusal;
    const sentence =
      kind === "rejected"
        ? "Step Functions would not take this definition, and neither can it be imported."
        : "This definition cannot be drawn as a workflow.";
    throw refused(
      sentence,
      problems.map(({ path, message }) => ({ path, code: kind, message })),
    );
  }
  const { graph, report } = imported;
  return { format: "stepFunctions", graph, layout: {}, states: report.states, notes: report.notes };
}

function importOwn(value: Readonly<Record<string, unknown>>): ImportedDrawing {
  const parsed = parseGraph(isRecord(value.graph) ? value.graph : value);
  if (!parsed.ok) throw refused("This workflow has a form that Dacapo does not know.", parsed.problems);
  const layout = layoutSchema.safeParse(value.layout);
  return { format: "dacapo", graph: parsed.graph, layout: (layout.data ?? {}) as Layout, states: [], notes: [] };
}

const refused = (message: string, problems: DomainError["problems"]): DomainError =>
  new DomainError("input-invalid", message, problems);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

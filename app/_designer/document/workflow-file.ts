import { layoutSchema, parseGraph, readDrawing } from "@dacapo/engine/compiler";
import type { WorkflowDocument } from "./document";

/** Larger than any workflow that a person would write. */
const FILE_CHARACTERS_MAX = 20_000_000;

export type ReadWorkflow =
  | { readonly ok: true; readonly document: WorkflowDocument }
  /** What is wrong, in a sentence, and each place that is. */
  | { readonly ok: false; readonly message: string; readonly problems: readonly string[] };

/** Reads a file of ours, JSON or YAML: a drawing, or a graph alone. Nothing of one that is wrong is taken. */
export function readWorkflowFile(text: string, fileName: string): ReadWorkflow {
  if (text.length > FILE_CHARACTERS_MAX) return refused(`${fileName} is too large to be a workflow.`);
  const parsed = parseText(text, fileName);
  if (!parsed.ok) return refused(`${fileName} cannot be read: ${parsed.message}`);
  const { value } = parsed;
  if (value === null || typeof value !== "object" || Array.isArray(value))
    return refused(`${fileName} holds no workflow: its outermost value is not an object.`);
  const members = value as Readonly<Record<string, unknown>>;
  const isDrawing = "graph" in members;
  if (!isDrawing && !("nodes" in members))
    return refused(
      `${fileName} holds no workflow: it has neither a "graph" nor "nodes". What other programs made is read by Import….`,
    );
  const graph = parseGraph(isDrawing ? members.graph : members);
  const layout = layoutSchema.safeParse(isDrawing ? (members.layout ?? {}) : {});
  const problems = [
    ...(graph.ok ? [] : graph.problems.map((problem) => problem.message)),
    ...(layout.success ? [] : layout.error.issues.map((issue) => `layout.${issue.path.join(".")}: ${issue.message}`)),
  ];
  if (!graph.ok || !layout.success)
    return { ok: false, message: `${fileName} is not a workflow that can be opened.`, problems: problems.slice(0, 20) };
  return { ok: true, document: { graph: graph.graph, layout: layout.data } };
}

function refused(message: string): ReadWorkflow {
  return { ok: false, message, problems: [] };
}

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

/** YAML would read JSON, too, but says less well what is wrong with it. */
function parseText(text: string, fileName: string): Parsed {
  try {
    return { ok: true, value: /\.ya?ml$/i.test(fileName) ? readDrawing(text) : (JSON.parse(text) as unknown) };
  } catch (unreadable) {
    if (!(unreadable instanceof Error)) throw unreadable;
    return { ok: false, message: unreadable.message.split("\n")[0] ?? "it is malformed." };
  }
}

/** The name of a file for a workflow: what file systems take of its name. */
export function fileNameFor(workflowName: string, extension: string): string {
  const stem = workflowName
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return `${stem === "" ? "workflow" : stem}.${extension}`;
}

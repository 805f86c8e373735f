import { canonicalGraph, graphSchema, layoutSchema, parseGraph } from "@dacapo/engine/compiler";
import { canonicalJson, type Json } from "@dacapo/engine/model";
import { parse, stringify, YAMLParseError } from "yaml";
import type { WorkflowDocument } from "../document";

/** Says that a file is a workflow of ours, and how it is to be read. */
const FILE_FORMAT_VERSION = 1;
/** Larger than any workflow that the schema takes with settings a person would write. */
const FILE_CHARACTERS_MAX = 20_000_000;

/**
 * A workflow as a file: its graph in the order and layout that reads and merges well, and where its boxes are.
 *
 *   readWorkflowFile(workflowJson(d)) = d with its nodes and edges by id; the same for YAML
 */
export function workflowJson({ graph, layout }: WorkflowDocument): string {
  const indented = canonicalGraph(graph).trimEnd().split("\n").join("\n  ");
  return `{\n  "dacapoWorkflow": ${FILE_FORMAT_VERSION},\n  "graph": ${indented},\n  "layout": ${canonicalJson(layout as Json)}\n}\n`;
}

export function workflowYaml({ graph, layout }: WorkflowDocument): string {
  const ordered = JSON.parse(canonicalGraph(graph)) as unknown;
  return stringify({ dacapoWorkflow: FILE_FORMAT_VERSION, graph: ordered, layout }, { lineWidth: 0 });
}

export type ReadWorkflow =
  | { readonly ok: true; readonly document: WorkflowDocument }
  /** What is wrong, in a sentence, and each place that is. */
  | { readonly ok: false; readonly message: string; readonly problems: readonly string[] };

/** Reads a file of ours, JSON or YAML: a whole one, or a graph alone. Nothing of one that is wrong is taken. */
export function readWorkflowFile(text: string, fileName: string): ReadWorkflow {
  if (text.length > FILE_CHARACTERS_MAX) return refused(`${fileName} is too large to be a workflow.`);
  const parsed = parseText(text, fileName);
  if (!parsed.ok) return refused(`${fileName} cannot be read: ${parsed.message}`);
  const value = parsed.value;
  if (value === null || typeof value !== "object" || Array.isArray(value))
    return refused(`${fileName} holds no workflow: its outermost value is not an object.`);
  const members = value as Readonly<Record<string, unknown>>;
  const version = members.dacapoWorkflow;
  if (typeof version === "number" && version > FILE_FORMAT_VERSION)
    return refused(`${fileName} was made by a newer Dacapo. Open it with that one, or a later one.`);
  const isWhole = "graph" in members;
  if (!isWhole && !("nodes" in members))
    return refused(`${fileName} holds no workflow: it has neither a "graph" nor "nodes".`);

  const graph = parseGraph(isWhole ? members.graph : members);
  const layout = layoutSchema.safeParse(isWhole ? (members.layout ?? {}) : {});
  const problems = [
    ...(graph.ok ? [] : graph.problems.map((problem) => problem.message)),
    ...(layout.success ? [] : layout.error.issues.map((issue) => `layout.${issue.path.join(".")}: ${issue.message}`)),
  ];
  if (!graph.ok || !layout.success)
    return { ok: false, message: `${fileName} is not a workflow that can be opened.`, problems: problems.slice(0, 20) };
  return { ok: true, document: { graph: graphSchema.parse(graph.graph), layout: layout.data } };
}

function refused(message: string): ReadWorkflow {
  return { ok: false, message, problems: [] };
}

/** JSON is tried first: YAML would read it, too, but says less well what is wrong with it. */
function parseText(
  text: string,
  fileName: string,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string } {
  try {
    if (/\.ya?ml$/i.test(fileName)) return { ok: true, value: parse(text, { maxAliasCount: 100 }) as unknown };
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (unreadable) {
    if (
      unreadable instanceof SyntaxError ||
      unreadable instanceof YAMLParseError ||
      unreadable instanceof ReferenceError
    )
      return { ok: false, message: unreadable.message.split("\n")[0] ?? "it is malformed." };
    throw unreadable;
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

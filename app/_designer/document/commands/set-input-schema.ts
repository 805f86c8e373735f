import type { Graph } from "@dacapo/engine/compiler";
import type { WorkflowDocument } from "../document";

/** What a run's input must look like; `undefined` means any JSON. */
export function setInputSchema(document: WorkflowDocument, inputSchema: Graph["inputSchema"]): WorkflowDocument {
  const { inputSchema: _before, ...graph } = document.graph;
  return { ...document, graph: inputSchema === undefined ? graph : { ...graph, inputSchema } };
}

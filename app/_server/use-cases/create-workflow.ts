import { GRAPH_FORMAT_VERSION } from "@dacapo/engine/compiler";
import type { Graph, Layout } from "../api-types";
import type { Services } from "../services";

const EMPTY: { readonly graph: Graph; readonly layout: Layout } = {
  graph: {
    formatVersion: GRAPH_FORMAT_VERSION,
    name: "Untitled workflow",
    nodes: [{ id: "start", name: "start", type: "start", config: {} }],
    edges: [],
  },
  layout: { start: { x: 96, y: 160 } },
};

export interface CreateWorkflow {
  readonly graph?: Graph | undefined;
  readonly layout?: Layout | undefined;
  /** Takes the place of the graph's own name. */
  readonly name?: string | undefined;
}

export async function createWorkflow(
  { workflows }: Services,
  { graph, layout, name }: CreateWorkflow,
): Promise<{ readonly workflowId: string }> {
  const drawing = graph === undefined ? EMPTY : { graph, layout: layout ?? {} };
  return workflows.create({ ...drawing, graph: { ...drawing.graph, ...(name !== undefined && { name }) } });
}

import type { Layout } from "@dacapo/engine/compiler";
import type { ElkNode } from "elkjs/lib/elk-api";
import { type ElkBox, fromElk, toElk } from "../document/auto-layout";
import type { WorkflowDocument } from "../document/document";

/** The layout engine runs in a worker of its own; the build copies its file here. */
const WORKER_URL = "/elk-worker.min.js";

let started: Promise<{ layout: (graph: ElkNode) => Promise<ElkNode> }> | undefined;

/** Finds good places for every node, off the main thread. */
export async function tidyLayout(document: WorkflowDocument): Promise<Layout> {
  if (document.graph.nodes.length === 0) return {};
  started ??= import("elkjs/lib/elk-api").then(({ default: Elk }) => new Elk({ workerUrl: WORKER_URL }));
  const elk = await started;
  const laidOut = await elk.layout(toElk(document) as ElkNode);
  return fromElk(document, laidOut as ElkBox);
}

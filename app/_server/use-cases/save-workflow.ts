import type { Graph, Layout } from "../api-types";
import { DomainError, workflowNotFound } from "../errors";
import type { Services } from "../services";

export interface SaveWorkflow {
  readonly workflowId: string;
  readonly expectedRevision: number;
  readonly graph: Graph;
  readonly layout: Layout;
}

export async function saveWorkflow(
  { workflows }: Services,
  { workflowId, expectedRevision, graph, layout }: SaveWorkflow,
): Promise<{ readonly revision: number }> {
  const revision = await workflows.save(workflowId, expectedRevision, { graph, layout });
  if (revision !== undefined) return { revision };
  const current = await workflows.find(workflowId);
  if (current === undefined) throw workflowNotFound(workflowId);
  throw new DomainError(
    "stale",
    `Someone saved this workflow in the meantime: it is at revision ${current.revision}, and this change started from revision ${expectedRevision}. Load the workflow again and repeat the change.`,
  );
}

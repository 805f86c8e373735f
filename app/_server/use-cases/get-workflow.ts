import type { WorkflowDraft } from "../api-types";
import { workflowNotFound } from "../errors";
import type { Services } from "../services";

export async function getWorkflow({ workflows }: Services, workflowId: string): Promise<WorkflowDraft> {
  const found = await workflows.find(workflowId);
  if (found === undefined) throw workflowNotFound(workflowId);
  return found;
}

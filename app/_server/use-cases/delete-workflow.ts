import type { Services } from "../services";

/** The workflow leaves the lists; its runs stay, and stay drawn, because its versions stay. */
export async function deleteWorkflow(
  { workflows }: Services,
  workflowId: string,
): Promise<{ readonly deleted: boolean }> {
  return { deleted: await workflows.delete(workflowId) };
}

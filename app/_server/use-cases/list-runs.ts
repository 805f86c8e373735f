import type { InstanceSummary } from "@dacapo/engine/model";
import type { InstanceStatus, RunPage, RunRow } from "../api-types";
import type { Services } from "../services";

export interface ListRuns {
  readonly workflowId?: string | undefined;
  readonly statuses?: readonly InstanceStatus[] | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export async function listRuns(
  { client }: Services,
  { workflowId, statuses, cursor, limit = 50 }: ListRuns,
): Promise<RunPage> {
  const page = await client.list({
    limit,
    ...(workflowId !== undefined && { tags: { workflow: workflowId } }),
    ...(statuses !== undefined && statuses.length > 0 && { statuses }),
    ...(cursor !== undefined && { cursor }),
  });
  return {
    items: page.items.map(rowOf),
    ...(page.nextCursor !== undefined && { nextCursor: page.nextCursor }),
  };
}

function rowOf(summary: InstanceSummary): RunRow {
  const { instanceId, name, status, createdAtMs, updatedAtMs, completedAtMs, eventCount, failure, failedNode, tags } =
    summary;
  return {
    runId: instanceId,
    name,
    status,
    createdAtMs,
    updatedAtMs,
    eventCount,
    ...(tags.workflow !== undefined && { workflowId: tags.workflow }),
    ...(completedAtMs !== undefined && { completedAtMs }),
    ...(failure !== undefined && { failure: { code: failure.code, message: failure.message } }),
    ...(failedNode !== undefined && { failedNode }),
  };
}

import type { InstanceSummary } from "@dacapo/engine/model";
import { lineOf } from "@/app/_run/projection/failure-place";
import type { InstanceStatus, RunPage, RunRow } from "../api-types";
import type { StoredVersion, VersionRepository } from "../repositories/versions";
import type { Services } from "../services";

export interface ListRuns {
  readonly workflowId?: string | undefined;
  readonly statuses?: readonly InstanceStatus[] | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export async function listRuns(
  { client, versions }: Services,
  { workflowId, statuses, cursor, limit = 50 }: ListRuns,
): Promise<RunPage> {
  const page = await client.list({
    limit,
    ...(workflowId !== undefined && { tags: { workflow: workflowId } }),
    ...(statuses !== undefined && statuses.length > 0 && { statuses }),
    ...(cursor !== undefined && { cursor }),
  });
  const failedNode = failedNodeReader(versions);
  return {
    items: await Promise.all(page.items.map(async (summary) => rowOf(summary, await failedNode(summary)))),
    ...(page.nextCursor !== undefined && { nextCursor: page.nextCursor }),
  };
}

/**
 * The name of the node at which a run failed. The engine knows it of a failed task. Of an expression
 * it knows the line of code and at most the container; whose line that is, the version's source map
 * knows. A page reads each version once.
 */
function failedNodeReader(versions: VersionRepository) {
  const read = new Map<string, Promise<StoredVersion | undefined>>();
  return async ({ failure, failedNode, version, tags }: InstanceSummary): Promise<string | undefined> => {
    const line = failure === undefined ? undefined : lineOf(failure);
    if (line === undefined || version === undefined || tags.workflow === undefined) return failedNode;
    const key = `${tags.workflow} ${version}`;
    const reading = read.get(key) ?? versions.find(tags.workflow, version);
    read.set(key, reading);
    const stored = await reading;
    const named = stored?.graph.nodes.find((node) => node.name === failedNode);
    if (named !== undefined && named.type !== "forEach") return failedNode;
    const owner = stored?.sourceMap.nodeOfLine[line - 1];
    return stored?.graph.nodes.find((node) => node.id === owner)?.name ?? failedNode;
  };
}

function rowOf(summary: InstanceSummary, failedNode: string | undefined): RunRow {
  const { instanceId, name, status, createdAtMs, updatedAtMs, completedAtMs, eventCount, failure, tags } = summary;
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

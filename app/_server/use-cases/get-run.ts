import { decodeJson } from "@dacapo/engine/model";
import type { RunView } from "../api-types";
import { runNotFound } from "../errors";
import { runIdFrom } from "../run-id";
import type { Services } from "../services";

export async function getRun({ client, versions }: Services, runId: string): Promise<RunView> {
  const record = await client.status(runIdFrom(runId));
  if (record === undefined) throw runNotFound(runId);
  const { name, version, status, failure, failedNode, createdAtMs, updatedAtMs, completedAtMs, eventCount } = record;
  const workflowId = record.tags.workflow;
  const drawn =
    workflowId === undefined || version === undefined ? undefined : await versions.find(workflowId, version);
  return {
    runId,
    name: drawn?.name ?? name,
    status,
    createdAtMs,
    updatedAtMs,
    eventCount,
    input: decodeJson(record.input),
    output: record.output === undefined ? undefined : decodeJson(record.output),
    ...(workflowId !== undefined && { workflowId }),
    ...(version !== undefined && { version }),
    ...(failure !== undefined && { failure }),
    ...(failedNode !== undefined && { failedNode }),
    ...(completedAtMs !== undefined && { completedAtMs }),
    ...(drawn && { graph: drawn.graph, layout: drawn.layout, code: drawn.code, sourceMap: drawn.sourceMap }),
  };
}

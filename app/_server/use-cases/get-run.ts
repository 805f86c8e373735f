import { decodeJson } from "@dacapo/engine/model";
import type { RunView } from "../api-types";
import { runNotFound } from "../errors";
import type { VersionRepository } from "../repositories/versions";
import { runIdFrom } from "../run-id";
import type { Services } from "../services";

export async function getRun({ client, versions }: Services, runId: string): Promise<RunView> {
  const record = await client.status(runIdFrom(runId));
  if (record === undefined) throw runNotFound(runId);
  const { name, version, status, failure, failedNode, createdAtMs, updatedAtMs, completedAtMs, eventCount } = record;
  const tagged = record.tags.workflow;
  const drawn = version === undefined ? undefined : await drawingOf(versions, tagged, version);
  const workflowId = tagged ?? drawn?.workflowId;
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
    ...(record.parentId !== undefined && { parentRunId: record.parentId }),
    ...(failure !== undefined && { failure }),
    ...(failedNode !== undefined && { failedNode }),
    ...(completedAtMs !== undefined && { completedAtMs }),
    ...(drawn && { graph: drawn.graph, layout: drawn.layout, code: drawn.code, sourceMap: drawn.sourceMap }),
  };
}

/** A run that a person started is of a workflow; one that another run started has its code alone. */
async function drawingOf(versions: VersionRepository, workflowId: string | undefined, version: string) {
  const own = workflowId === undefined ? undefined : await versions.find(workflowId, version);
  return own ?? versions.findByHash(version);
}

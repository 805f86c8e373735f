import type { HistoryEvent, InstanceRecord } from "../../model/index.js";
import type { Consequence } from "../consequence.js";
import type { StartRequested } from "../event.js";
import { append } from "../execution.js";
import type { PartitionState } from "../state.js";

/** A new instance, or the first answer again for a repeated request, or a refusal. */
export function startRequested(state: PartitionState, event: StartRequested): readonly Consequence[] {
  const { instanceId, executionId, requestId, replyTo } = event;
  const existing = state.instances.get(instanceId);
  if (existing !== undefined) {
    const repeated = requestId !== undefined && existing.requestId === requestId;
    return [{ type: "Respond", replyTo, answer: repeated ? { kind: "started", instanceId } : taken(event) }];
  }
  const { name, version, input, tags, atMs } = event;
  const versioned = version === undefined ? {} : { version };
  const history: HistoryEvent[] = [];
  append(history, atMs, {
    type: "ExecutionStarted",
    instanceId,
    executionId,
    name,
    ...versioned,
    input,
    tags,
  });
  const record: InstanceRecord = {
    instanceId,
    executionId,
    name,
    ...versioned,
    status: "Pending",
    tags,
    createdAtMs: atMs,
    updatedAtMs: atMs,
    eventCount: 1,
    input,
  };
  state.instances.put(instanceId, {
    record,
    ...(requestId !== undefined && { requestId }),
    session: { turns: 0, episodeOut: true, deliveredThrough: 0, lastMessageSeq: 1 },
    history,
    tasks: new Map(),
  });
  return [
    { type: "RunEpisode", instanceId, executionId },
    { type: "PublishHistory", record },
    { type: "Respond", replyTo, answer: { kind: "started", instanceId } },
  ];
}

function taken({ instanceId }: StartRequested) {
  const message = `An instance with the id "${instanceId}" exists already. Choose another id, or repeat the request with the request id it was started with.`;
  return { kind: "refused", code: "InstanceExists", message } as const;
}

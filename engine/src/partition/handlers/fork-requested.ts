import { standing } from "../../model/index.js";
import { instanceExists } from "../answers.js";
import { goOnFrom } from "../ask-again.js";
import type { Consequence } from "../consequence.js";
import type { Respond } from "../effect.js";
import type { ForkRequested } from "../event.js";
import { type Fork, forkOf } from "../fork.js";
import type { Instance, PartitionState } from "../state.js";

/** A new instance that shares the beginning of another one's history, and goes on by itself. */
export function forkRequested(state: PartitionState, event: ForkRequested): readonly Consequence[] {
  const { instanceId, executionId, requestId, replyTo, atMs, fromInstanceId, atSeq, edits } = event;
  const started: Respond = { type: "Respond", replyTo, answer: { kind: "started", instanceId } };
  const existing = state.instances.get(instanceId);
  if (existing !== undefined) {
    return [existing.requestId === requestId ? started : { ...started, answer: instanceExists(instanceId) }];
  }
  const fork = forkOf(event);
  if (fork.kind === "refused") {
    return [{ ...started, answer: { kind: "refused", code: "NotForkable", message: fork.message } }];
  }
  const { cut, undone, voidFromSeq } = fork;
  const body = {
    type: "ExecutionForked",
    ...{ instanceId, executionId, fromInstanceId, atSeq },
    edited: Object.keys(edits).map(Number),
    ...(voidFromSeq !== undefined && { voidFromSeq }),
    undone,
  } as const;
  return [...goOnFrom(state, beginning(event, fork), cut, { body, atMs }, standing), started];
}

function beginning(event: ForkRequested, { started, history }: Fork): Instance {
  const { instanceId, executionId, requestId, atMs, tags, attributes } = event;
  const { name, version, input } = started;
  return {
    record: {
      instanceId,
      executionId,
      name,
      version,
      status: "Pending",
      tags,
      attributes,
      startAtMs: undefined,
      createdAtMs: atMs,
      updatedAtMs: atMs,
      completedAtMs: undefined,
      eventCount: history.length,
      failure: undefined,
      failedNode: undefined,
      parentId: undefined,
      input,
      output: undefined,
      customStatus: undefined,
      cancelReason: undefined,
    },
    requestId,
    session: { turns: 0, episodeOut: false, deliveredThrough: 0, lastMessageSeq: 1 },
    history,
    tasks: undefined,
    parent: undefined,
    section: undefined,
  };
}

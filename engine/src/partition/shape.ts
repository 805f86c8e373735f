import type { EpochMs, InstanceRecord } from "../model/index.js";
import type { Instance, Session } from "./state.js";

/*
 * Copies with a change, each in the one shape that all of its kind have. A record, a session and an
 * instance are replaced at every event, and by literals that name every key V8 gives them one hidden
 * class each: a spread over values with this key or without that one is ten times as slow, and so is
 * whoever reads them later.
 */

/** Every key is there; what is optional may be `undefined`. A key that a literal forgets is an error of type. */
export type Whole<Shape> = { [Key in keyof Required<Shape>]: Shape[Key] };

/** The record after a change, when its history has grown to `eventCount` events, the last of them at `updatedAtMs`. */
export function recordAfter(
  before: InstanceRecord,
  eventCount: number,
  updatedAtMs: EpochMs,
  change: Partial<InstanceRecord> = NO_CHANGE,
): InstanceRecord {
  const after: Whole<InstanceRecord> = {
    instanceId: before.instanceId,
    executionId: before.executionId,
    name: before.name,
    version: before.version,
    status: change.status ?? before.status,
    tags: before.tags,
    attributes: before.attributes,
    startAtMs: before.startAtMs,
    createdAtMs: before.createdAtMs,
    updatedAtMs,
    completedAtMs: change.completedAtMs ?? before.completedAtMs,
    eventCount,
    failure: change.failure ?? before.failure,
    failedNode: change.failedNode ?? before.failedNode,
    parentId: before.parentId,
    input: before.input,
    output: change.output ?? before.output,
    customStatus: change.customStatus ?? before.customStatus,
    cancelReason: change.cancelReason ?? before.cancelReason,
  };
  return after;
}

export function sessionAfter(before: Session, change: Partial<Session>): Session {
  const after: Whole<Session> = {
    turns: change.turns ?? before.turns,
    episodeOut: change.episodeOut ?? before.episodeOut,
    suspended: before.suspended,
    scheduled: before.scheduled,
    altered: before.altered,
    deliveredThrough: change.deliveredThrough ?? before.deliveredThrough,
    lastMessageSeq: change.lastMessageSeq ?? before.lastMessageSeq,
  };
  return after;
}

/** The instance with a new record and session; its history and its tasks are the same ones. */
export function instanceAfter(before: Instance, record: InstanceRecord, session: Session): Instance {
  const after: Whole<Instance> = {
    record,
    requestId: before.requestId,
    session,
    history: before.history,
    tasks: before.tasks,
    parent: before.parent,
    section: before.section,
  };
  return after;
}

const NO_CHANGE: Partial<InstanceRecord> = {};

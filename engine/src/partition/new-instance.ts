import type {
  EpochMs,
  ExecutionId,
  HistoryEvent,
  InstanceId,
  InstanceRecord,
  JsonText,
  RequestId,
  SearchAttributes,
  TaskId,
  WorkflowVersion,
} from "../model/index.js";
import type { Consequence } from "./consequence.js";
import { append } from "./execution.js";
import type { TaskKey } from "./message.js";
import { type PartitionState, type PendingTask, type Session, START } from "./state.js";
import { timerKey } from "./tasks.js";

/** What an instance begins with. */
export interface Beginning {
  readonly instanceId: InstanceId;
  readonly executionId: ExecutionId;
  readonly name: string;
  readonly version?: WorkflowVersion;
  readonly input: JsonText;
  readonly tags: Readonly<Record<string, string>>;
  readonly requestId?: RequestId;
  readonly parent?: TaskKey;
  readonly attributes?: SearchAttributes;
  readonly startAtMs?: EpochMs;
}

/** Puts a new instance, and asks for its first episode, or for the time when that may begin. Whoever had the id is gone. */
export function newInstance(state: PartitionState, beginning: Beginning, atMs: EpochMs): readonly Consequence[] {
  const { instanceId, executionId, name, version, input, tags, requestId, parent, attributes } = beginning;
  const startAtMs = beginning.startAtMs !== undefined && beginning.startAtMs > atMs ? beginning.startAtMs : undefined;
  const versioned = version === undefined ? {} : { version };
  const history: HistoryEvent[] = [];
  append(history, atMs, { type: "ExecutionStarted", instanceId, executionId, name, ...versioned, input, tags });
  const record: InstanceRecord = {
    instanceId,
    executionId,
    name,
    version,
    status: "Pending",
    tags,
    attributes,
    startAtMs,
    createdAtMs: atMs,
    updatedAtMs: atMs,
    completedAtMs: undefined,
    eventCount: 1,
    failure: undefined,
    failedNode: undefined,
    parentId: parent?.instanceId,
    input,
    output: undefined,
    customStatus: undefined,
    cancelReason: undefined,
  };
  const session: Session = {
    turns: 0,
    episodeOut: true,
    suspended: undefined,
    scheduled: startAtMs === undefined ? undefined : true,
    altered: undefined,
    deliveredThrough: 0,
    lastMessageSeq: 1,
  };
  const tasks = new Map<TaskId, PendingTask>();
  if (startAtMs !== undefined) tasks.set(START, { kind: "timer", fireAtMs: startAtMs });
  state.instances.put(instanceId, { record, requestId, session, history, tasks, parent, section: undefined });
  const first: Consequence =
    startAtMs === undefined
      ? { type: "RunEpisode", instanceId, executionId }
      : { type: "SetTimer", ...timerKey(record, START, "sleep", 0), fireAtMs: startAtMs };
  return [first, { type: "PublishHistory", record, history }];
}

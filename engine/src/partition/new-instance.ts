import type {
  EpochMs,
  ExecutionId,
  HistoryEvent,
  InstanceId,
  InstanceRecord,
  JsonText,
  RequestId,
  WorkflowVersion,
} from "../model/index.js";
import type { Consequence } from "./consequence.js";
import { append } from "./execution.js";
import type { TaskKey } from "./message.js";
import type { PartitionState, Session } from "./state.js";

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
}

/** Puts a new instance, and asks for its first episode. Its id must be free. */
export function newInstance(state: PartitionState, beginning: Beginning, atMs: EpochMs): readonly Consequence[] {
  const { instanceId, executionId, name, version, input, tags, requestId, parent } = beginning;
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
  };
  const session: Session = {
    turns: 0,
    episodeOut: true,
    suspended: undefined,
    deliveredThrough: 0,
    lastMessageSeq: 1,
  };
  const tasks = new Map();
  state.instances.put(instanceId, { record, requestId, session, history, tasks, parent, section: undefined });
  return [
    { type: "RunEpisode", instanceId, executionId },
    { type: "PublishHistory", record, history },
  ];
}

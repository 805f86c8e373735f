import { executionId, type InstanceId, taskId } from "../../model/index.js";
import type { TaskKey } from "../../partition/message.js";
import type { ByteReader } from "./byte-reader.js";
import type { ByteWriter } from "./byte-writer.js";

/* A task's name: instanceId id · executionId id · task number */

export function writeTaskKey(writer: ByteWriter, key: TaskKey): void {
  writer.id(key.instanceId);
  writer.id(key.executionId);
  writer.number(key.taskId);
}

export function readTaskKey(reader: ByteReader): TaskKey {
  return {
    instanceId: reader.id() as InstanceId,
    executionId: executionId(reader.id()),
    taskId: taskId(reader.number()),
  };
}

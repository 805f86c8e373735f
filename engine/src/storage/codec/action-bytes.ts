import {
  type ActionEvent,
  type ActivityScheduled,
  type EntityId,
  type EntitySignaled,
  type EpochMs,
  type LockRequested,
  type Origin,
  type RetryPolicy,
  taskId,
} from "../../model/index.js";
import type { ByteReader } from "./byte-reader.js";
import type { ByteWriter } from "./byte-writer.js";
import { readValue, writeValue } from "./json-bytes.js";
import { bitsOf, type Presence, readPresence } from "./presence.js";
import { readTags, writeTags } from "./tag-bytes.js";

/*
 * What an orchestrator asked for, in a record and in a history alike. The first byte says what follows;
 * `base` is the time that the surroundings know. A kind without a layout of its own is a value.
 *
 *   0 (any other)          value
 *   1 ActivityScheduled    present u8 · task number · origin · name text · input payload · [retry value] ·
 *                          [timeoutMs number] · [attempt number] · [tags]
 *   2 TimerCreated         task number · origin · fireAtMs near base
 *   3 NodeRecorded         origin · value payload
 *   4 TaskCancelled        task number
 *   5 EntityCallScheduled  task number · origin · entityId text · operation text · input payload
 *   6 EntitySignaled       origin · entityId text · operation text · input payload
 *   7 LockRequested        task number · origin · n varint · n × entityId text
 *   8 LockReleased         task number · origin
 *
 *   origin                 node text · n varint · n × iteration number
 */
const ACTION = {
  value: 0,
  ActivityScheduled: 1,
  TimerCreated: 2,
  NodeRecorded: 3,
  TaskCancelled: 4,
  EntityCallScheduled: 5,
  EntitySignaled: 6,
  LockRequested: 7,
  LockReleased: 8,
} as const;

const SCHEDULED = { retry: 1, timeoutMs: 2, attempt: 4, tags: 8 } as const satisfies Presence<ActivityScheduled>;
const SCHEDULED_BITS = bitsOf(SCHEDULED);

export function writeAction(writer: ByteWriter, action: ActionEvent, base: EpochMs): void {
  switch (action.type) {
    case "ActivityScheduled":
      writer.byte(ACTION.ActivityScheduled);
      writeScheduled(writer, action);
      return;
    case "TimerCreated":
      writer.byte(ACTION.TimerCreated);
      writer.number(action.taskId);
      writeOrigin(writer, action.origin);
      writer.near(base, action.fireAtMs);
      return;
    case "NodeRecorded":
      writer.byte(ACTION.NodeRecorded);
      writeOrigin(writer, action.origin);
      writer.json(action.value);
      return;
    case "TaskCancelled":
      writer.byte(ACTION.TaskCancelled);
      writer.number(action.taskId);
      return;
    case "EntityCallScheduled":
      writer.byte(ACTION.EntityCallScheduled);
      writer.number(action.taskId);
      writeOperation(writer, action);
      return;
    case "EntitySignaled":
      // One for a time is rare: it has no layout of its own.
      if (action.dueAtMs !== undefined) {
        writeOther(writer, action);
        return;
      }
      writer.byte(ACTION.EntitySignaled);
      writeOperation(writer, action);
      return;
    case "LockRequested":
      writer.byte(ACTION.LockRequested);
      writer.number(action.taskId);
      writeOrigin(writer, action.origin);
      writer.varint(action.lockSet.length);
      for (const entity of action.lockSet) writer.text(entity);
      return;
    case "LockReleased":
      writer.byte(ACTION.LockReleased);
      writer.number(action.taskId);
      writeOrigin(writer, action.origin);
      return;
    default:
      writeOther(writer, action);
  }
}

function writeOther(writer: ByteWriter, action: ActionEvent): void {
  writer.byte(ACTION.value);
  writeValue(writer, action);
}

/** Reads what stands behind the first byte of an action, `kind`. */
export function readAction(reader: ByteReader, kind: number, base: EpochMs): ActionEvent {
  switch (kind) {
    case ACTION.value:
      return readValue<ActionEvent>(reader);
    case ACTION.ActivityScheduled:
      return readScheduled(reader);
    case ACTION.TimerCreated: {
      const task = taskId(reader.number());
      return { type: "TimerCreated", taskId: task, origin: readOrigin(reader), fireAtMs: reader.near(base) };
    }
    case ACTION.NodeRecorded:
      return { type: "NodeRecorded", origin: readOrigin(reader), value: reader.json() };
    case ACTION.TaskCancelled:
      return { type: "TaskCancelled", taskId: taskId(reader.number()) };
    case ACTION.EntityCallScheduled:
      return { type: "EntityCallScheduled", taskId: taskId(reader.number()), ...readOperation(reader) };
    case ACTION.EntitySignaled:
      return { type: "EntitySignaled", ...readOperation(reader) };
    case ACTION.LockRequested:
      return readLockRequested(reader);
    case ACTION.LockReleased:
      return { type: "LockReleased", taskId: taskId(reader.number()), origin: readOrigin(reader) };
    default:
      return reader.newer("action", kind, ACTION.LockReleased);
  }
}

function writeScheduled(writer: ByteWriter, action: ActivityScheduled): void {
  const { retry, timeoutMs, attempt, tags } = action;
  writer.byte(
    (retry === undefined ? 0 : SCHEDULED.retry) |
      (timeoutMs === undefined ? 0 : SCHEDULED.timeoutMs) |
      (attempt === undefined ? 0 : SCHEDULED.attempt) |
      (tags === undefined ? 0 : SCHEDULED.tags),
  );
  writer.number(action.taskId);
  writeOrigin(writer, action.origin);
  writer.text(action.name);
  writer.json(action.input);
  if (retry !== undefined) writeValue(writer, retry);
  if (timeoutMs !== undefined) writer.number(timeoutMs);
  if (attempt !== undefined) writer.number(attempt);
  if (tags !== undefined) writeTags(writer, tags);
}

function readScheduled(reader: ByteReader): ActivityScheduled {
  const present = readPresence(reader, SCHEDULED_BITS);
  return {
    type: "ActivityScheduled",
    taskId: taskId(reader.number()),
    origin: readOrigin(reader),
    name: reader.text(),
    input: reader.json(),
    ...(present & SCHEDULED.retry && { retry: readValue<RetryPolicy>(reader) }),
    ...(present & SCHEDULED.timeoutMs && { timeoutMs: reader.number() }),
    ...(present & SCHEDULED.attempt && { attempt: reader.number() }),
    ...(present & SCHEDULED.tags && { tags: readTags(reader) }),
  };
}

type Operation = Pick<EntitySignaled, "origin" | "entityId" | "operation" | "input">;

function writeOperation(writer: ByteWriter, { origin, entityId, operation, input }: Operation): void {
  writeOrigin(writer, origin);
  writer.text(entityId);
  writer.text(operation);
  writer.json(input);
}

function readOperation(reader: ByteReader): Operation {
  return {
    origin: readOrigin(reader),
    entityId: reader.text() as EntityId,
    operation: reader.text(),
    input: reader.json(),
  };
}

function readLockRequested(reader: ByteReader): LockRequested {
  return {
    type: "LockRequested",
    taskId: taskId(reader.number()),
    origin: readOrigin(reader),
    lockSet: reader.list(() => reader.text() as EntityId),
  };
}

export function writeOrigin(writer: ByteWriter, { node, path }: Origin): void {
  writer.text(node);
  writer.varint(path.length);
  for (const iteration of path) writer.number(iteration);
}

export function readOrigin(reader: ByteReader): Origin {
  const node = reader.text();
  return { node, path: reader.list(() => reader.number()) };
}

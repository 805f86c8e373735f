import {
  type EpochMs,
  type ExecutionStarted,
  type HistoryEvent,
  type HistoryEventBody,
  type InstanceRecord,
  taskId,
} from "../../model/index.js";
import { readAction, writeAction } from "./action-bytes.js";
import type { ByteReader } from "./byte-reader.js";
import type { ByteWriter } from "./byte-writer.js";
import { readValue, writeValue } from "./json-bytes.js";

/*
 * A history. It stands behind the record of its instance and does not repeat what the record says.
 *
 *   n varint · n × event
 *
 *   event: seq near 1 + the one before · atMs near the one before · kind u8 · …
 *
 *    below 32               an action (`action-bytes.ts`)
 *    32 (any other)         value: the event without seq and atMs
 *    33 ExecutionStarted    nothing more: it is as the record says
 *    34 TurnStarted         turn number · deliveredThrough number
 *    35 ActivityStarted     task number · attempt number
 *    36 ActivityCompleted   task number · attempt number · result payload
 *    37 TimerFired          task number
 *    38 ExecutionCompleted  nothing more: the output is the record's
 *    39 EventRaised         name text · payload payload
 *    40 EntityCallCompleted task number · result payload
 *    41 LockAcquired        task number
 */
const KIND = {
  value: 32,
  ExecutionStarted: 33,
  TurnStarted: 34,
  ActivityStarted: 35,
  ActivityCompleted: 36,
  TimerFired: 37,
  ExecutionCompleted: 38,
  EventRaised: 39,
  EntityCallCompleted: 40,
  LockAcquired: 41,
} as const;

export function writeHistory(writer: ByteWriter, history: readonly HistoryEvent[], record: InstanceRecord): void {
  writer.varint(history.length);
  let seq = 0;
  let atMs: EpochMs = record.createdAtMs;
  for (const event of history) {
    writer.near(seq + 1, event.seq);
    writer.near(atMs, event.atMs);
    writeBody(writer, event, record);
    seq = event.seq;
    atMs = event.atMs;
  }
}

export function readHistory(reader: ByteReader, record: InstanceRecord): HistoryEvent[] {
  let seq = 0;
  let atMs: EpochMs = record.createdAtMs;
  return reader.list((): HistoryEvent => {
    seq = reader.near(seq + 1);
    atMs = reader.near(atMs);
    return readEvent(reader, record, seq, atMs);
  });
}

function writeBody(writer: ByteWriter, event: HistoryEvent, record: InstanceRecord): void {
  switch (event.type) {
    case "ExecutionStarted":
      if (isAsRecorded(event, record)) writer.byte(KIND.ExecutionStarted);
      else writeOther(writer, event);
      return;
    case "TurnStarted":
      writer.byte(KIND.TurnStarted);
      writer.number(event.turn);
      writer.number(event.deliveredThrough);
      return;
    case "ActivityStarted":
      writer.byte(KIND.ActivityStarted);
      writer.number(event.taskId);
      writer.number(event.attempt);
      return;
    case "ActivityCompleted":
      // Few activities say anything: those that do are told as any other event.
      if (event.log !== undefined) {
        writeOther(writer, event);
        return;
      }
      writer.byte(KIND.ActivityCompleted);
      writer.number(event.taskId);
      writer.number(event.attempt);
      writer.json(event.result);
      return;
    case "TimerFired":
      writer.byte(KIND.TimerFired);
      writer.number(event.taskId);
      return;
    case "ExecutionCompleted":
      if (event.output === record.output) writer.byte(KIND.ExecutionCompleted);
      else writeOther(writer, event);
      return;
    case "EventRaised":
      writer.byte(KIND.EventRaised);
      writer.text(event.name);
      writer.json(event.payload);
      return;
    case "EntityCallCompleted":
      writer.byte(KIND.EntityCallCompleted);
      writer.number(event.taskId);
      writer.json(event.result);
      return;
    case "LockAcquired":
      writer.byte(KIND.LockAcquired);
      writer.number(event.taskId);
      return;
    case "ActivityScheduled":
    case "TimerCreated":
    case "TaskCancelled":
    case "NodeRecorded":
    case "EntityCallScheduled":
    case "LockRequested":
    case "LockReleased":
      writeAction(writer, event, event.atMs);
      return;
    case "EntitySignaled":
      if (event.dueAtMs === undefined) writeAction(writer, event, event.atMs);
      else writeOther(writer, event);
      return;
    default:
      writeOther(writer, event);
  }
}

function readEvent(reader: ByteReader, record: InstanceRecord, seq: number, atMs: EpochMs): HistoryEvent {
  const kind = reader.byte();
  switch (kind) {
    case KIND.value:
      return { seq, atMs, ...readValue<HistoryEventBody>(reader) };
    case KIND.ExecutionStarted:
      return { seq, atMs, ...startOf(record) };
    case KIND.TurnStarted:
      return { seq, atMs, type: "TurnStarted", turn: reader.number(), deliveredThrough: reader.number() };
    case KIND.ActivityStarted:
      return { seq, atMs, type: "ActivityStarted", taskId: taskId(reader.number()), attempt: reader.number() };
    case KIND.ActivityCompleted: {
      const task = taskId(reader.number());
      const attempt = reader.number();
      return { seq, atMs, type: "ActivityCompleted", taskId: task, attempt, result: reader.json() };
    }
    case KIND.TimerFired:
      return { seq, atMs, type: "TimerFired", taskId: taskId(reader.number()) };
    case KIND.ExecutionCompleted: {
      const { output } = record;
      return output === undefined
        ? reader.damaged("its history has an output and its record has none")
        : { seq, atMs, type: "ExecutionCompleted", output };
    }
    case KIND.EventRaised:
      return { seq, atMs, type: "EventRaised", name: reader.text(), payload: reader.json() };
    case KIND.EntityCallCompleted:
      return { seq, atMs, type: "EntityCallCompleted", taskId: taskId(reader.number()), result: reader.json() };
    case KIND.LockAcquired:
      return { seq, atMs, type: "LockAcquired", taskId: taskId(reader.number()) };
    default:
      return kind < KIND.value
        ? { seq, atMs, ...readAction(reader, kind, atMs) }
        : reader.newer("history event", kind, KIND.LockAcquired);
  }
}

function writeOther(writer: ByteWriter, event: HistoryEvent): void {
  const { seq, atMs, ...body } = event;
  writer.byte(KIND.value);
  writeValue(writer, body);
}

/** What an execution began with, as far as the record of its instance says. */
function startOf(record: InstanceRecord): ExecutionStarted {
  const { instanceId, executionId, name, version, input, tags } = record;
  return {
    type: "ExecutionStarted",
    instanceId,
    executionId,
    name,
    input,
    tags,
    ...(version !== undefined && { version }),
  };
}

function isAsRecorded(event: ExecutionStarted, record: InstanceRecord): boolean {
  return (
    event.input === record.input &&
    event.executionId === record.executionId &&
    event.instanceId === record.instanceId &&
    event.name === record.name &&
    event.version === record.version &&
    JSON.stringify(event.tags) === JSON.stringify(record.tags)
  );
}

import { type EpochMs, type TaskId, taskId, unreachable } from "../../model/index.js";
import type { PendingActivity, PendingTask } from "../../partition/state.js";
import type { ByteReader } from "./byte-reader.js";
import type { ByteWriter } from "./byte-writer.js";
import { readValue, writeValue } from "./json-bytes.js";

/*
 * What an unfinished instance waits for, in order; `base` is the time of its last event.
 *
 *   n varint · n × (task number · kind u8 · …)
 *
 *   0 (any other)           value
 *   1 activity, asked       scheduledSeq number · attempt number
 *   2 activity, started     scheduledSeq number · attempt number
 *   3 activity, with limit  scheduledSeq number · attempt number · timeoutAtMs near base
 *   4 activity, in backoff  scheduledSeq number · attempt number · retryAtMs near base
 *   5 timer                 fireAtMs near base
 */
const TASK = { value: 0, asked: 1, started: 2, startedWithLimit: 3, backoff: 4, timer: 5 } as const;

export function writeTasks(writer: ByteWriter, tasks: ReadonlyMap<TaskId, PendingTask>, base: EpochMs): void {
  writer.varint(tasks.size);
  for (const [id, task] of tasks) {
    writer.number(id);
    writeTask(writer, task, base);
  }
}

export function readTasks(reader: ByteReader, base: EpochMs): Map<TaskId, PendingTask> {
  return new Map(reader.list(() => [taskId(reader.number()), readTask(reader, base)] as const));
}

function writeTask(writer: ByteWriter, task: PendingTask, base: EpochMs): void {
  switch (task.kind) {
    case "activity":
      writeActivity(writer, task, base);
      return;
    case "timer":
      writer.byte(TASK.timer);
      writer.near(base, task.fireAtMs);
      return;
    default:
      writer.byte(TASK.value);
      writeValue(writer, task);
  }
}

function writeActivity(writer: ByteWriter, { phase, scheduledSeq, attempt }: PendingActivity, base: EpochMs): void {
  const write = (kind: number): void => {
    writer.byte(kind);
    writer.number(scheduledSeq);
    writer.number(attempt);
  };
  switch (phase.kind) {
    case "asked":
      write(TASK.asked);
      return;
    case "started":
      write(phase.timeoutAtMs === undefined ? TASK.started : TASK.startedWithLimit);
      if (phase.timeoutAtMs !== undefined) writer.near(base, phase.timeoutAtMs);
      return;
    case "backoff":
      write(TASK.backoff);
      writer.near(base, phase.retryAtMs);
      return;
    default:
      unreachable(phase, "phase of an activity");
  }
}

function readTask(reader: ByteReader, base: EpochMs): PendingTask {
  const kind = reader.byte();
  switch (kind) {
    case TASK.value:
      return readValue<PendingTask>(reader);
    case TASK.timer:
      return { kind: "timer", fireAtMs: reader.near(base) };
    default: {
      const scheduledSeq = reader.number();
      const attempt = reader.number();
      return { kind: "activity", scheduledSeq, attempt, phase: readPhase(reader, kind, base) };
    }
  }
}

function readPhase(reader: ByteReader, kind: number, base: EpochMs): PendingActivity["phase"] {
  switch (kind) {
    case TASK.asked:
      return { kind: "asked" };
    case TASK.started:
      return { kind: "started" };
    case TASK.startedWithLimit:
      return { kind: "started", timeoutAtMs: reader.near(base) };
    case TASK.backoff:
      return { kind: "backoff", retryAtMs: reader.near(base) };
    default:
      return reader.newer("pending task", kind, TASK.timer);
  }
}

import { executionId, type InstanceId, requestId, taskId, workflowVersion } from "../../model/index.js";
import type {
  ActivityEnded,
  ActivityStarted,
  AttemptKey,
  EpisodeEnded,
  PartitionEvent,
  StartRequested,
  TimerFired,
  TimerKey,
} from "../../partition/event.js";
import type { ByteReader } from "./byte-reader.js";
import type { ByteWriter } from "./byte-writer.js";
import { readValue, writeValue } from "./json-bytes.js";
import { readAttemptOutcome, readEpisodeOutcome, writeAttemptOutcome, writeEpisodeOutcome } from "./outcome-bytes.js";
import { type Presence, readPresence } from "./presence.js";
import { readTags, writeTags } from "./tag-bytes.js";
import { Words } from "./words.js";

/*
 * A partition's event, behind the byte that says its kind. What happens often has a layout of its own; the
 * rest is a value. (The words are those of `byte-writer.ts`; a field in brackets stands there only when its
 * bit in `present` is set.)
 *
 *   0 (any other)      value
 *   1 StartRequested   atMs time · present u8 · replyTo number · instanceId id · executionId id · name text
 *                      · input payload · tags · [requestId id] · [version id]
 *   2 EpisodeEnded     atMs time · instanceId id · executionId id · turn number · nowMs near atMs
 *                      · deliveredThrough number · outcome (`outcome-bytes.ts`)
 *   3 ActivityStarted  atMs time · attempt
 *   4 ActivityEnded    atMs time · attempt · outcome
 *   5 TimerFired       atMs time · purpose u8 · attempt
 *
 *   attempt            instanceId id · executionId id · task number · attempt number
 */
export const EVENT_KIND = {
  value: 0,
  StartRequested: 1,
  EpisodeEnded: 2,
  ActivityStarted: 3,
  ActivityEnded: 4,
  TimerFired: 5,
} as const;

const NEWEST_KIND = Math.max(...Object.values(EVENT_KIND));

const START = { requestId: 1, version: 2 } as const satisfies Presence<StartRequested>;
const PURPOSE = new Words<TimerKey["purpose"]>({ sleep: 0, retry: 1, timeout: 2 });

/** Writes an event behind its kind. Gives the kind. */
export function writeEvent(writer: ByteWriter, event: PartitionEvent): number {
  switch (event.type) {
    case "StartRequested":
      writeStart(writer, event);
      return EVENT_KIND.StartRequested;
    case "EpisodeEnded":
      writeEpisodeEnded(writer, event);
      return EVENT_KIND.EpisodeEnded;
    case "ActivityStarted":
      writer.time(event.atMs);
      writeAttempt(writer, event);
      return EVENT_KIND.ActivityStarted;
    case "ActivityEnded":
      writer.time(event.atMs);
      writeAttempt(writer, event);
      writeAttemptOutcome(writer, event.outcome);
      return EVENT_KIND.ActivityEnded;
    case "TimerFired":
      writer.time(event.atMs);
      PURPOSE.write(writer, event.purpose);
      writeAttempt(writer, event);
      return EVENT_KIND.TimerFired;
    default:
      writeValue(writer, event);
      return EVENT_KIND.value;
  }
}

export function readEvent(reader: ByteReader, kind: number): PartitionEvent {
  switch (kind) {
    case EVENT_KIND.value:
      return readValue<PartitionEvent>(reader);
    case EVENT_KIND.StartRequested:
      return readStart(reader);
    case EVENT_KIND.EpisodeEnded:
      return readEpisodeEnded(reader);
    case EVENT_KIND.ActivityStarted:
      return readActivityStarted(reader);
    case EVENT_KIND.ActivityEnded:
      return readActivityEnded(reader);
    case EVENT_KIND.TimerFired:
      return readTimerFired(reader);
    default:
      return reader.newer("event", kind, NEWEST_KIND);
  }
}

function writeStart(writer: ByteWriter, event: StartRequested): void {
  writer.time(event.atMs);
  const { requestId, version } = event;
  writer.byte((requestId === undefined ? 0 : START.requestId) | (version === undefined ? 0 : START.version));
  writer.number(event.replyTo);
  writer.id(event.instanceId);
  writer.id(event.executionId);
  writer.text(event.name);
  writer.json(event.input);
  writeTags(writer, event.tags);
  if (requestId !== undefined) writer.id(requestId);
  if (version !== undefined) writer.id(version);
}

function readStart(reader: ByteReader): StartRequested {
  const atMs = reader.time();
  const present = readPresence(reader, START);
  const plain: StartRequested = {
    type: "StartRequested",
    atMs,
    replyTo: reader.number(),
    instanceId: reader.id() as InstanceId,
    executionId: executionId(reader.id()),
    name: reader.text(),
    input: reader.json(),
    tags: readTags(reader),
  };
  if (present === 0) return plain;
  return {
    ...plain,
    ...(present & START.requestId && { requestId: requestId(reader.id()) }),
    ...(present & START.version && { version: workflowVersion(reader.id()) }),
  };
}

function writeEpisodeEnded(writer: ByteWriter, event: EpisodeEnded): void {
  writer.time(event.atMs);
  writer.id(event.instanceId);
  writer.id(event.executionId);
  writer.number(event.turn);
  writer.near(event.atMs, event.nowMs);
  writer.number(event.deliveredThrough);
  writeEpisodeOutcome(writer, event.outcome, event.atMs);
}

function readEpisodeEnded(reader: ByteReader): EpisodeEnded {
  const atMs = reader.time();
  return {
    type: "EpisodeEnded",
    atMs,
    instanceId: reader.id() as InstanceId,
    executionId: executionId(reader.id()),
    turn: reader.number(),
    nowMs: reader.near(atMs),
    deliveredThrough: reader.number(),
    outcome: readEpisodeOutcome(reader, atMs),
  };
}

function readActivityStarted(reader: ByteReader): ActivityStarted {
  return { type: "ActivityStarted", atMs: reader.time(), ...readAttempt(reader) };
}

function readActivityEnded(reader: ByteReader): ActivityEnded {
  const atMs = reader.time();
  return { type: "ActivityEnded", atMs, ...readAttempt(reader), outcome: readAttemptOutcome(reader) };
}

function readTimerFired(reader: ByteReader): TimerFired {
  const atMs = reader.time();
  const purpose = PURPOSE.read(reader, "timer purpose");
  return { type: "TimerFired", atMs, ...readAttempt(reader), purpose };
}

function writeAttempt(writer: ByteWriter, key: AttemptKey): void {
  writer.id(key.instanceId);
  writer.id(key.executionId);
  writer.number(key.taskId);
  writer.number(key.attempt);
}

function readAttempt(reader: ByteReader): AttemptKey {
  return {
    instanceId: reader.id() as InstanceId,
    executionId: executionId(reader.id()),
    taskId: taskId(reader.number()),
    attempt: reader.number(),
  };
}

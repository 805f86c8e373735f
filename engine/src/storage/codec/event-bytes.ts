import {
  type AttemptLogLine,
  type EntityId,
  executionId,
  type InstanceId,
  partitionId,
  requestId,
  type SearchAttributes,
  taskId,
  workflowVersion,
} from "../../model/index.js";
import type {
  ActivityEnded,
  ActivityStarted,
  AttemptKey,
  EntitySignalRequested,
  EpisodeEnded,
  EventRaiseRequested,
  MessagesReceived,
  PartitionEvent,
  ReusePolicy,
  SendConfirmed,
  StartRequested,
  TimerFired,
  TimerKey,
} from "../../partition/event.js";
import type { ByteReader } from "./byte-reader.js";
import type { ByteWriter } from "./byte-writer.js";
import { readEntityBatch, writeEntityBatch } from "./entity-batch-bytes.js";
import { readValue, writeValue } from "./json-bytes.js";
import { readMessage, writeMessage } from "./message-bytes.js";
import { readEpisodeOutcome, readOutcome, writeEpisodeOutcome, writeOutcome } from "./outcome-bytes.js";
import { bitsOf, type Presence, readPresence } from "./presence.js";
import { readTags, writeTags } from "./tag-bytes.js";
import { readTaskKey, writeTaskKey } from "./task-key-bytes.js";
import { Words } from "./words.js";

/*
 * A partition's event, behind the byte that says its kind. What happens often, or carries payloads, has a layout
 * of its own; the rest is a value. (The words are those of `byte-writer.ts`; a field in brackets stands there
 * only when its bit in `present` is set.)
 *
 *   0 (any other)            value
 *   1 StartRequested         atMs time · present u8 · replyTo number · instanceId id · executionId id · name text
 *                            · input payload · tags · [requestId id] · [version id]
 *                            · [attributes value] · [startAtMs time] · [reuse u8]
 *   2 EpisodeEnded           atMs time · instanceId id · executionId id · turn number · nowMs near atMs
 *                            · deliveredThrough number · outcome (`outcome-bytes.ts`)
 *   3 ActivityStarted        atMs time · attempt
 *   4 ActivityEnded          atMs time · present u8 · attempt · outcome · [startedAtMs near atMs]
 *                            · [log value]
 *   5 TimerFired             atMs time · purpose u8 · attempt
 *   6 EntityBatchEnded       (`entity-batch-bytes.ts`)
 *   7 MessagesReceived       atMs time · from number · firstSeq number · n varint · n × message (`message-bytes.ts`)
 *   8 SendConfirmed          atMs time · to number · through number
 *   9 EventRaiseRequested    atMs time · replyTo number · instanceId id · name text · payload payload
 *  10 EntitySignalRequested  atMs time · replyTo number · entityId text · operation text · input payload
 *
 *   attempt                  task key · attempt number
 */
const KIND = {
  value: 0,
  StartRequested: 1,
  EpisodeEnded: 2,
  ActivityStarted: 3,
  ActivityEnded: 4,
  TimerFired: 5,
  EntityBatchEnded: 6,
  MessagesReceived: 7,
  SendConfirmed: 8,
  EventRaiseRequested: 9,
  EntitySignalRequested: 10,
} as const;

const NEWEST_KIND = Math.max(...Object.values(KIND));

const START = {
  requestId: 1,
  version: 2,
  attributes: 4,
  startAtMs: 8,
  reuse: 16,
} as const satisfies Presence<StartRequested>;
const START_BITS = bitsOf(START);
const ENDED = { startedAtMs: 1, log: 2 } as const satisfies Presence<ActivityEnded>;
const ENDED_BITS = bitsOf(ENDED);
const REUSE = new Words<ReusePolicy>({ ifFinished: 0, terminateAndReplace: 1 });
const PURPOSE = new Words<TimerKey["purpose"]>({ sleep: 0, retry: 1, timeout: 2, event: 3, signal: 4 });

/** Writes an event behind its kind. Gives the kind. */
export function writeEvent(writer: ByteWriter, event: PartitionEvent): number {
  switch (event.type) {
    case "StartRequested":
      writeStart(writer, event);
      return KIND.StartRequested;
    case "EpisodeEnded":
      writeEpisodeEnded(writer, event);
      return KIND.EpisodeEnded;
    case "ActivityStarted":
      writer.time(event.atMs);
      writeAttempt(writer, event);
      return KIND.ActivityStarted;
    case "ActivityEnded":
      writeActivityEnded(writer, event);
      return KIND.ActivityEnded;
    case "TimerFired":
      writer.time(event.atMs);
      PURPOSE.write(writer, event.purpose);
      writeAttempt(writer, event);
      return KIND.TimerFired;
    case "EntityBatchEnded":
      writeEntityBatch(writer, event);
      return KIND.EntityBatchEnded;
    case "MessagesReceived":
      writeMessagesReceived(writer, event);
      return KIND.MessagesReceived;
    case "SendConfirmed":
      writer.time(event.atMs);
      writer.number(event.to);
      writer.number(event.through);
      return KIND.SendConfirmed;
    case "EventRaiseRequested":
      writer.time(event.atMs);
      writer.number(event.replyTo);
      writer.id(event.instanceId);
      writer.text(event.name);
      writer.json(event.payload);
      return KIND.EventRaiseRequested;
    case "EntitySignalRequested":
      // One for a time is rare: it has no layout of its own.
      if (event.dueAtMs !== undefined) break;
      writer.time(event.atMs);
      writer.number(event.replyTo);
      writer.text(event.entityId);
      writer.text(event.operation);
      writer.json(event.input);
      return KIND.EntitySignalRequested;
    default:
      break;
  }
  writeValue(writer, event);
  return KIND.value;
}

export function readEvent(reader: ByteReader, kind: number): PartitionEvent {
  switch (kind) {
    case KIND.value:
      return readValue<PartitionEvent>(reader);
    case KIND.StartRequested:
      return readStart(reader);
    case KIND.EpisodeEnded:
      return readEpisodeEnded(reader);
    case KIND.ActivityStarted:
      return readActivityStarted(reader);
    case KIND.ActivityEnded:
      return readActivityEnded(reader);
    case KIND.TimerFired:
      return readTimerFired(reader);
    case KIND.EntityBatchEnded:
      return readEntityBatch(reader);
    case KIND.MessagesReceived:
      return readMessagesReceived(reader);
    case KIND.SendConfirmed:
      return readSendConfirmed(reader);
    case KIND.EventRaiseRequested:
      return readEventRaise(reader);
    case KIND.EntitySignalRequested:
      return readEntitySignal(reader);
    default:
      return reader.newer("event", kind, NEWEST_KIND);
  }
}

function writeStart(writer: ByteWriter, event: StartRequested): void {
  writer.time(event.atMs);
  const { requestId, version, attributes, startAtMs, reuse } = event;
  writer.byte(
    (requestId === undefined ? 0 : START.requestId) |
      (version === undefined ? 0 : START.version) |
      (attributes === undefined ? 0 : START.attributes) |
      (startAtMs === undefined ? 0 : START.startAtMs) |
      (reuse === undefined ? 0 : START.reuse),
  );
  writer.number(event.replyTo);
  writer.id(event.instanceId);
  writer.id(event.executionId);
  writer.text(event.name);
  writer.json(event.input);
  writeTags(writer, event.tags);
  if (requestId !== undefined) writer.id(requestId);
  if (version !== undefined) writer.id(version);
  if (attributes !== undefined) writeValue(writer, attributes);
  if (startAtMs !== undefined) writer.time(startAtMs);
  if (reuse !== undefined) REUSE.write(writer, reuse);
}

function readStart(reader: ByteReader): StartRequested {
  const atMs = reader.time();
  const present = readPresence(reader, START_BITS);
  return {
    type: "StartRequested",
    atMs,
    replyTo: reader.number(),
    instanceId: reader.id() as InstanceId,
    executionId: executionId(reader.id()),
    name: reader.text(),
    input: reader.json(),
    tags: readTags(reader),
    ...(present & START.requestId && { requestId: requestId(reader.id()) }),
    ...(present & START.version && { version: workflowVersion(reader.id()) }),
    ...(present & START.attributes && { attributes: readValue<SearchAttributes>(reader) }),
    ...(present & START.startAtMs && { startAtMs: reader.time() }),
    ...(present & START.reuse && { reuse: REUSE.read(reader, "reuse policy") }),
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
  return {
    type: "ActivityStarted",
    atMs: reader.time(),
    instanceId: reader.id() as InstanceId,
    executionId: executionId(reader.id()),
    taskId: taskId(reader.number()),
    attempt: reader.number(),
  };
}

function writeActivityEnded(writer: ByteWriter, event: ActivityEnded): void {
  const { atMs, startedAtMs, log } = event;
  writer.time(atMs);
  writer.byte((startedAtMs === undefined ? 0 : ENDED.startedAtMs) | (log === undefined ? 0 : ENDED.log));
  writeAttempt(writer, event);
  writeOutcome(writer, event.outcome);
  if (startedAtMs !== undefined) writer.near(atMs, startedAtMs);
  if (log !== undefined) writeValue(writer, log);
}

function readActivityEnded(reader: ByteReader): ActivityEnded {
  const atMs = reader.time();
  const present = readPresence(reader, ENDED_BITS);
  return {
    type: "ActivityEnded",
    atMs,
    instanceId: reader.id() as InstanceId,
    executionId: executionId(reader.id()),
    taskId: taskId(reader.number()),
    attempt: reader.number(),
    outcome: readOutcome(reader),
    ...(present & ENDED.startedAtMs && { startedAtMs: reader.near(atMs) }),
    ...(present & ENDED.log && { log: readValue<readonly AttemptLogLine[]>(reader) }),
  };
}

function readTimerFired(reader: ByteReader): TimerFired {
  const atMs = reader.time();
  const purpose = PURPOSE.read(reader, "timer purpose");
  return { type: "TimerFired", atMs, ...readTaskKey(reader), purpose, attempt: reader.number() };
}

function writeMessagesReceived(writer: ByteWriter, event: MessagesReceived): void {
  writer.time(event.atMs);
  writer.number(event.from);
  writer.number(event.firstSeq);
  writer.varint(event.messages.length);
  for (const message of event.messages) writeMessage(writer, message);
}

function readMessagesReceived(reader: ByteReader): MessagesReceived {
  const atMs = reader.time();
  const from = partitionId(reader.number());
  const firstSeq = reader.number();
  const messages = reader.list(() => readMessage(reader));
  return { type: "MessagesReceived", atMs, from, firstSeq, messages };
}

function readSendConfirmed(reader: ByteReader): SendConfirmed {
  const atMs = reader.time();
  return { type: "SendConfirmed", atMs, to: partitionId(reader.number()), through: reader.number() };
}

function readEventRaise(reader: ByteReader): EventRaiseRequested {
  return {
    type: "EventRaiseRequested",
    atMs: reader.time(),
    replyTo: reader.number(),
    instanceId: reader.id() as InstanceId,
    name: reader.text(),
    payload: reader.json(),
  };
}

function readEntitySignal(reader: ByteReader): EntitySignalRequested {
  return {
    type: "EntitySignalRequested",
    atMs: reader.time(),
    replyTo: reader.number(),
    entityId: reader.text() as EntityId,
    operation: reader.text(),
    input: reader.json(),
  };
}

function writeAttempt(writer: ByteWriter, key: AttemptKey): void {
  writeTaskKey(writer, key);
  writer.number(key.attempt);
}

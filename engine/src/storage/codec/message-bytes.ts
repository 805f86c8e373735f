import type { EntityId, InstanceId } from "../../model/index.js";
import type {
  EntityAnswered,
  EntityCalled,
  EntitySignaled,
  EventRaised,
  LockGranted,
  LockReleased,
  LockRequested,
  Message,
  TaskKey,
} from "../../partition/message.js";
import type { ByteReader } from "./byte-reader.js";
import type { ByteWriter } from "./byte-writer.js";
import { readValue, writeValue } from "./json-bytes.js";
import { readOutcome, writeOutcome } from "./outcome-bytes.js";
import { readTaskKey, writeTaskKey } from "./task-key-bytes.js";

/*
 * A message from one partition to another. The first byte says what follows.
 *
 *   0 (any other)      value
 *   1 EventRaised      to id · name text · payload payload
 *   2 EntityCalled     to text · operation text · input payload · caller
 *   3 EntitySignaled   to text · operation text · input payload
 *   4 EntityAnswered   caller · addressee · outcome (`outcome-bytes.ts`)
 *   5 LockRequested    to text · section · lock set · position number
 *   6 LockGranted      section · addressee · lock set
 *   7 LockReleased     to text · section
 *
 *   caller, section    task key (`task-key-bytes.ts`)
 *   addressee          0, when it is the instance of the task key before it, or 1 · to id
 *   lock set           n varint · n × text
 */
const KIND = {
  value: 0,
  EventRaised: 1,
  EntityCalled: 2,
  EntitySignaled: 3,
  EntityAnswered: 4,
  LockRequested: 5,
  LockGranted: 6,
  LockReleased: 7,
} as const;

const OTHER = 1;

export function writeMessage(writer: ByteWriter, message: Message): void {
  switch (message.type) {
    case "EventRaised":
      writer.byte(KIND.EventRaised);
      writer.id(message.to);
      writer.text(message.name);
      writer.json(message.payload);
      return;
    case "EntityCalled":
      writer.byte(KIND.EntityCalled);
      writeOperation(writer, message);
      writeTaskKey(writer, message.caller);
      return;
    case "EntitySignaled":
      // One for a time is rare: it has no layout of its own.
      if (message.dueAtMs !== undefined) {
        writeOther(writer, message);
        return;
      }
      writer.byte(KIND.EntitySignaled);
      writeOperation(writer, message);
      return;
    case "EntityAnswered":
      writer.byte(KIND.EntityAnswered);
      writeTaskKey(writer, message.caller);
      writeAddressee(writer, message.to, message.caller);
      writeOutcome(writer, message.outcome);
      return;
    case "LockRequested":
      writer.byte(KIND.LockRequested);
      writer.text(message.to);
      writeTaskKey(writer, message.section);
      writeLockSet(writer, message.lockSet);
      writer.number(message.position);
      return;
    case "LockGranted":
      writer.byte(KIND.LockGranted);
      writeTaskKey(writer, message.section);
      writeAddressee(writer, message.to, message.section);
      writeLockSet(writer, message.lockSet);
      return;
    case "LockReleased":
      writer.byte(KIND.LockReleased);
      writer.text(message.to);
      writeTaskKey(writer, message.section);
      return;
    default:
      writeOther(writer, message);
  }
}

function writeOther(writer: ByteWriter, message: Message): void {
  writer.byte(KIND.value);
  writeValue(writer, message);
}

export function readMessage(reader: ByteReader): Message {
  const kind = reader.byte();
  switch (kind) {
    case KIND.value:
      return readValue<Message>(reader);
    case KIND.EventRaised:
      return readEventRaised(reader);
    case KIND.EntityCalled:
      return readEntityCalled(reader);
    case KIND.EntitySignaled:
      return { type: "EntitySignaled", ...readOperation(reader) } satisfies EntitySignaled;
    case KIND.EntityAnswered:
      return readEntityAnswered(reader);
    case KIND.LockRequested:
      return readLockRequested(reader);
    case KIND.LockGranted:
      return readLockGranted(reader);
    case KIND.LockReleased:
      return { type: "LockReleased", to: entityOf(reader), section: readTaskKey(reader) } satisfies LockReleased;
    default:
      return reader.newer("message", kind, KIND.LockReleased);
  }
}

function readEventRaised(reader: ByteReader): EventRaised {
  return { type: "EventRaised", to: instanceOf(reader), name: reader.text(), payload: reader.json() };
}

function readEntityCalled(reader: ByteReader): EntityCalled {
  return { type: "EntityCalled", ...readOperation(reader), caller: readTaskKey(reader) };
}

function readEntityAnswered(reader: ByteReader): EntityAnswered {
  const caller = readTaskKey(reader);
  return { type: "EntityAnswered", caller, to: readAddressee(reader, caller), outcome: readOutcome(reader) };
}

function readLockRequested(reader: ByteReader): LockRequested {
  return {
    type: "LockRequested",
    to: entityOf(reader),
    section: readTaskKey(reader),
    lockSet: reader.list(() => entityOf(reader)),
    position: reader.number(),
  };
}

function readLockGranted(reader: ByteReader): LockGranted {
  const section = readTaskKey(reader);
  const to = readAddressee(reader, section);
  return { type: "LockGranted", section, to, lockSet: reader.list(() => entityOf(reader)) };
}

type Operation = Pick<EntitySignaled, "to" | "operation" | "input">;

function writeOperation(writer: ByteWriter, { to, operation, input }: Operation): void {
  writer.text(to);
  writer.text(operation);
  writer.json(input);
}

function readOperation(reader: ByteReader): Operation {
  return { to: entityOf(reader), operation: reader.text(), input: reader.json() };
}

function writeAddressee(writer: ByteWriter, to: InstanceId, { instanceId }: TaskKey): void {
  if (to === instanceId) {
    writer.byte(0);
    return;
  }
  writer.byte(OTHER);
  writer.id(to);
}

function readAddressee(reader: ByteReader, { instanceId }: TaskKey): InstanceId {
  return reader.byte() === OTHER ? instanceOf(reader) : instanceId;
}

function writeLockSet(writer: ByteWriter, lockSet: readonly EntityId[]): void {
  writer.varint(lockSet.length);
  for (const entity of lockSet) writer.text(entity);
}

const instanceOf = (reader: ByteReader): InstanceId => reader.id() as InstanceId;
const entityOf = (reader: ByteReader): EntityId => reader.text() as EntityId;

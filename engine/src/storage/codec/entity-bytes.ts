import type { EntityId } from "../../model/index.js";
import type { EntityFacts } from "../../partition/entity-facts.js";
import type { Entity, EntityRequest, ScheduledSignal } from "../../partition/state.js";
import type { ByteReader } from "./byte-reader.js";
import type { ByteWriter } from "./byte-writer.js";
import { readMessage, writeMessage } from "./message-bytes.js";
import { bitsOf, type Presence, readPresence } from "./presence.js";
import { readTaskKey, writeTaskKey } from "./task-key-bytes.js";

/*
 * One entity:
 *
 *   present u8 · entityId text · arrivals number · batches ended number · [state payload] · [lockedBy task key]
 *   · [lastModifiedAtMs time] · n varint · n × (number number · message (`message-bytes.ts`))
 *   · [scheduled: n varint · n × (number number · message)]
 */
const PRESENT = { state: 1, lockedBy: 2, scheduled: 4, lastModifiedAtMs: 8 } as const satisfies Presence<Entity>;
/** Beside the bits of the optional fields: a batch is out. */
const BATCH_OUT = 0x80;
const KNOWN_BITS = bitsOf(PRESENT) | BATCH_OUT;

export function writeEntity(writer: ByteWriter, entity: Entity): void {
  const { entityId, state, queue, arrivals, batch, lockedBy, scheduled, lastModifiedAtMs } = entity;
  writer.byte(
    (state === undefined ? 0 : PRESENT.state) |
      (lockedBy === undefined ? 0 : PRESENT.lockedBy) |
      (scheduled === undefined ? 0 : PRESENT.scheduled) |
      (lastModifiedAtMs === undefined ? 0 : PRESENT.lastModifiedAtMs) |
      (batch.out ? BATCH_OUT : 0),
  );
  writer.text(entityId);
  writer.number(arrivals);
  writer.number(batch.ended);
  if (state !== undefined) writer.json(state);
  if (lockedBy !== undefined) writeTaskKey(writer, lockedBy);
  if (lastModifiedAtMs !== undefined) writer.time(lastModifiedAtMs);
  writer.varint(queue.size);
  for (const { number, request } of queue.values()) {
    writer.number(number);
    writeMessage(writer, request);
  }
  if (scheduled === undefined) return;
  writer.varint(scheduled.size);
  for (const [number, signal] of scheduled) {
    writer.number(number);
    writeMessage(writer, signal);
  }
}

export function readEntity(reader: ByteReader): Entity {
  const present = readPresence(reader, KNOWN_BITS);
  return {
    entityId: reader.text() as EntityId,
    arrivals: reader.number(),
    batch: { ended: reader.number(), out: (present & BATCH_OUT) !== 0 },
    ...(present & PRESENT.state && { state: reader.json() }),
    ...(present & PRESENT.lockedBy && { lockedBy: readTaskKey(reader) }),
    // The key is always there, so that a step that replaces it makes no new hidden class.
    lastModifiedAtMs: present & PRESENT.lastModifiedAtMs ? reader.time() : undefined,
    queue: new Map(reader.list(() => readRequest(reader))),
    ...(present & PRESENT.scheduled && { scheduled: new Map(reader.list(() => readScheduled(reader))) }),
  };
}

/**
 * What a list shows of a stored entity: what stands before the queue, and how many wait in it. The state is read when
 * it is asked for; a large text that is not shown is not looked up.
 */
export function readEntityFacts(reader: ByteReader, withState: boolean): EntityFacts {
  const present = readPresence(reader, KNOWN_BITS);
  const entityId = reader.text() as EntityId;
  reader.number();
  reader.number();
  const hasState = (present & PRESENT.state) !== 0;
  const state = hasState && withState ? reader.json() : undefined;
  if (hasState && !withState) reader.skipJson();
  const lockedBy = present & PRESENT.lockedBy ? readTaskKey(reader) : undefined;
  const lastModifiedAtMs = present & PRESENT.lastModifiedAtMs ? reader.time() : undefined;
  const hasScheduled = (present & PRESENT.scheduled) !== 0;
  return { entityId, hasState, state, lockedBy, lastModifiedAtMs, queued: reader.varint(), hasScheduled };
}

function readScheduled(reader: ByteReader): readonly [number, ScheduledSignal] {
  const number = reader.number();
  const signal = readMessage(reader);
  if (signal.type !== "EntitySignaled" || signal.dueAtMs === undefined) {
    return reader.damaged(`a message ${signal.type} without a time is among what an entity has scheduled`);
  }
  return [number, { ...signal, dueAtMs: signal.dueAtMs }];
}

function readRequest(reader: ByteReader): readonly [number, EntityRequest] {
  const number = reader.number();
  const request = readMessage(reader);
  switch (request.type) {
    case "EntityCalled":
      return [number, { kind: "call", number, request }];
    case "EntitySignaled":
      return [number, { kind: "signal", number, request }];
    case "LockRequested":
      return [number, { kind: "lock", number, request }];
    default:
      return reader.damaged(`a message ${request.type} is in the queue of an entity`);
  }
}

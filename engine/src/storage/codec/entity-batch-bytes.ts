import type { EntityId } from "../../model/index.js";
import type { EntityBatchEnded, OperationResult } from "../../partition/event.js";
import type { ByteReader } from "./byte-reader.js";
import type { ByteWriter } from "./byte-writer.js";
import { readOutcome, writeOutcome } from "./outcome-bytes.js";
import { type Presence, readPresence } from "./presence.js";

type Signal = EntityBatchEnded["signals"][number];

/*
 * What a batch of an entity's operations came to:
 *
 *   atMs time · present u8 · entityId text · batch number · [state payload]
 *   · n varint · n × result · m varint · m × signal
 *
 *   result   number number · outcome (`outcome-bytes.ts`)
 *   signal   entityId text · operation text · input payload
 */
const PRESENT = { state: 1 } as const satisfies Presence<EntityBatchEnded>;

export function writeEntityBatch(writer: ByteWriter, event: EntityBatchEnded): void {
  const { state } = event;
  writer.time(event.atMs);
  writer.byte(state === undefined ? 0 : PRESENT.state);
  writer.text(event.entityId);
  writer.number(event.batch);
  if (state !== undefined) writer.json(state);
  writer.varint(event.results.length);
  for (const { number, outcome } of event.results) {
    writer.number(number);
    writeOutcome(writer, outcome);
  }
  writer.varint(event.signals.length);
  for (const { entityId, operation, input } of event.signals) {
    writer.text(entityId);
    writer.text(operation);
    writer.json(input);
  }
}

export function readEntityBatch(reader: ByteReader): EntityBatchEnded {
  const atMs = reader.time();
  const present = readPresence(reader, PRESENT.state);
  const entityId = reader.text() as EntityId;
  const batch = reader.number();
  const state = present === 0 ? {} : { state: reader.json() };
  const results = reader.list((): OperationResult => ({ number: reader.number(), outcome: readOutcome(reader) }));
  const signals = reader.list(
    (): Signal => ({ entityId: reader.text() as EntityId, operation: reader.text(), input: reader.json() }),
  );
  return { type: "EntityBatchEnded", atMs, entityId, batch, results, ...state, signals };
}

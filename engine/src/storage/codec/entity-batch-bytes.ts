import type { EntityId, EpochMs } from "../../model/index.js";
import type { EntityBatchEnded, OperationResult, SentSignal, SentStart } from "../../partition/event.js";
import type { ByteReader } from "./byte-reader.js";
import type { ByteWriter } from "./byte-writer.js";
import { readValue, writeValue } from "./json-bytes.js";
import { readOutcome, writeOutcome } from "./outcome-bytes.js";
import { bitsOf, type Presence, readPresence } from "./presence.js";

/*
 * What a batch of an entity's operations came to:
 *
 *   atMs time · present u8 · entityId text · batch number · [state payload]
 *   · n varint · n × result · m varint · m × signal · [due value] · [starts value]
 *
 *   result   number number · outcome (`outcome-bytes.ts`)
 *   signal   entityId text · operation text · input payload
 *   due      when some signal is for a time: for each signal its time, or null
 */
const PRESENT = { state: 1, starts: 2 } as const satisfies Presence<EntityBatchEnded>;
/** Beside the bits of the optional fields: some signal is for a time. */
const SOME_DUE = 0x80;
const KNOWN_BITS = bitsOf(PRESENT) | SOME_DUE;

export function writeEntityBatch(writer: ByteWriter, event: EntityBatchEnded): void {
  const { state, starts } = event;
  const isSomeDue = event.signals.some(({ dueAtMs }) => dueAtMs !== undefined);
  writer.time(event.atMs);
  writer.byte(
    (state === undefined ? 0 : PRESENT.state) |
      (starts === undefined ? 0 : PRESENT.starts) |
      (isSomeDue ? SOME_DUE : 0),
  );
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
  if (isSomeDue)
    writeValue(
      writer,
      event.signals.map(({ dueAtMs }) => dueAtMs ?? null),
    );
  if (starts !== undefined) writeValue(writer, starts);
}

export function readEntityBatch(reader: ByteReader): EntityBatchEnded {
  const atMs = reader.time();
  const present = readPresence(reader, KNOWN_BITS);
  const entityId = reader.text() as EntityId;
  const batch = reader.number();
  const state = present & PRESENT.state ? { state: reader.json() } : {};
  const results = reader.list((): OperationResult => ({ number: reader.number(), outcome: readOutcome(reader) }));
  const signals = reader.list(
    (): SentSignal => ({ entityId: reader.text() as EntityId, operation: reader.text(), input: reader.json() }),
  );
  const due = present & SOME_DUE ? readValue<readonly (EpochMs | null)[]>(reader) : [];
  const starts = present & PRESENT.starts ? { starts: readValue<readonly SentStart[]>(reader) } : {};
  const timed = due.length === 0 ? signals : signals.map((signal, index) => withDue(signal, due[index] ?? undefined));
  return { type: "EntityBatchEnded", atMs, entityId, batch, results, ...state, signals: timed, ...starts };
}

function withDue(signal: SentSignal, dueAtMs: EpochMs | undefined): SentSignal {
  return dueAtMs === undefined ? signal : { ...signal, dueAtMs };
}

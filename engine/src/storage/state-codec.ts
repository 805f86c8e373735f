import type { InstanceRecord, InstanceSummary } from "../model/index.js";
import type { EntityFacts } from "../partition/entity-facts.js";
import type { Entity, Instance, PartitionHead } from "../partition/state.js";
import { ByteReader } from "./codec/byte-reader.js";
import { ByteWriter } from "./codec/byte-writer.js";
import { readEntity, readEntityFacts, writeEntity } from "./codec/entity-bytes.js";
import { readHead, writeHead } from "./codec/head-bytes.js";
import { readInstance, writeInstance } from "./codec/instance-bytes.js";
import { readRecord, readSummary } from "./codec/record-bytes.js";
import type { PayloadSink, PayloadSource } from "./payloads.js";

/*
 * What the snapshot store keeps of a partition: each instance, each entity, and the head, on their own.
 *
 *   0        1      2
 *   ┌────────┬──────┬──────────────────────────────────────── ─ ─
 *   │ format │ kind │ 1  an instance   `codec/instance-bytes.ts`
 *   │ 1      │      │ 2  an entity     `codec/entity-bytes.ts`
 *   │        │      │ 3  a head        `codec/head-bytes.ts`
 *   └────────┴──────┴──────────────────────────────────────── ─ ─
 *
 * The top bit of `kind` is set when the bytes refer to a text that is kept elsewhere.
 *
 * A reader keeps every format that was ever released. When a shape changes, `FORMAT` becomes the next
 * number, what reads the present one stays under a name that says so, and what it gives is turned into
 * today's shape.
 */
const FORMAT = 1;
const KIND = { instance: 1, entity: 2, head: 3 } as const;
type Kind = keyof typeof KIND;
const REFERS = 0x80;
const WHAT: { readonly [Each in Kind]: string } = {
  instance: "A stored instance",
  entity: "A stored entity",
  head: "A stored head of a partition",
};

/** One instance with its history. Texts over the limit go to `payloads`. */
export function encodeInstance(instance: Instance, payloads?: PayloadSink): Uint8Array {
  return encode("instance", (writer) => writeInstance(writer, instance), payloads);
}

export function decodeInstance(bytes: Uint8Array, payloads?: PayloadSource): Instance {
  return decode("instance", bytes, readInstance, payloads);
}

/** What a list shows of a stored instance. Reads nothing behind it, and no large text but one in its failure. */
export function decodeSummary(bytes: Uint8Array, payloads?: PayloadSource): InstanceSummary {
  return readSummary(open("instance", bytes, payloads));
}

/** What a stored instance shows when asked for by name. Reads nothing of its history. */
export function decodeRecord(bytes: Uint8Array, payloads?: PayloadSource): InstanceRecord {
  return readRecord(open("instance", bytes, payloads));
}

export function encodeEntity(entity: Entity, payloads?: PayloadSink): Uint8Array {
  return encode("entity", (writer) => writeEntity(writer, entity), payloads);
}

export function decodeEntity(bytes: Uint8Array, payloads?: PayloadSource): Entity {
  return decode("entity", bytes, readEntity, payloads);
}

/** What a list shows of a stored entity, with its state or without. Reads none of its requests. */
export function decodeEntityFacts(bytes: Uint8Array, withState: boolean, payloads?: PayloadSource): EntityFacts {
  return readEntityFacts(open("entity", bytes, payloads), withState);
}

/** What a partition keeps beside its instances and entities. */
export function encodeHead(head: PartitionHead, payloads?: PayloadSink): Uint8Array {
  return encode("head", (writer) => writeHead(writer, head), payloads);
}

export function decodeHead(bytes: Uint8Array, payloads?: PayloadSource): PartitionHead {
  return decode("head", bytes, readHead, payloads);
}

/** What stored bytes hold, as their second byte says; `undefined` for bytes that are none of ours. */
export function storedKind(bytes: Uint8Array): Kind | undefined {
  const kind = (bytes[1] ?? 0) & ~REFERS;
  if (kind === KIND.instance) return "instance";
  if (kind === KIND.entity) return "entity";
  return kind === KIND.head ? "head" : undefined;
}

/** True when stored bytes refer to a text that is kept elsewhere. Looks at their second byte. */
export const storedRefersToPayloads = (bytes: Uint8Array): boolean => ((bytes[1] ?? 0) & REFERS) !== 0;

/** What a snapshot encodes one by one, without a buffer for each. */
export interface StateEncoder {
  ofInstance(instance: Instance): Uint8Array;
  ofEntity(entity: Entity): Uint8Array;
}

/**
 * As {@link encodeInstance} and {@link encodeEntity}, but what it gives is the caller's only until the next
 * call: it is for one who copies it at once, as the writer of a snapshot does.
 */
export function stateEncoder(payloads?: PayloadSink): StateEncoder {
  const writer = new ByteWriter(payloads, 16 * 1024);
  return {
    ofInstance(instance) {
      begin(writer, "instance");
      const { references } = writer;
      writeInstance(writer, instance);
      return ended(writer, "instance", references);
    },
    ofEntity(entity) {
      begin(writer, "entity");
      const { references } = writer;
      writeEntity(writer, entity);
      return ended(writer, "entity", references);
    },
  };
}

function begin(writer: ByteWriter, kind: Kind): void {
  writer.reset();
  writer.byte(FORMAT);
  writer.byte(KIND[kind]);
}

function ended(writer: ByteWriter, kind: Kind, referencesBefore: number): Buffer {
  if (writer.references > referencesBefore) writer.patchByte(1, KIND[kind] | REFERS);
  return writer.written();
}

function encode(kind: Kind, write: (writer: ByteWriter) => void, payloads: PayloadSink | undefined): Uint8Array {
  const writer = new ByteWriter(payloads, 1024);
  begin(writer, kind);
  write(writer);
  ended(writer, kind, 0);
  // A copy of the right size: the writer's buffer is larger, and these bytes may be kept for long.
  const bytes = Buffer.allocUnsafeSlow(writer.length);
  bytes.set(writer.written());
  return bytes;
}

function decode<Shape>(
  kind: Kind,
  bytes: Uint8Array,
  read: (reader: ByteReader) => Shape,
  payloads: PayloadSource | undefined,
): Shape {
  const reader = open(kind, bytes, payloads);
  const shape = read(reader);
  reader.finish();
  return shape;
}

/** A reader that stands behind the first two bytes, which are what they should be. */
function open(kind: Kind, bytes: Uint8Array, payloads: PayloadSource | undefined): ByteReader {
  const reader = new ByteReader(bytes, WHAT[kind], payloads);
  const format = reader.byte();
  if (format !== FORMAT) reader.newer("format", format, FORMAT);
  const found = reader.byte() & ~REFERS;
  if (found !== KIND[kind]) reader.damaged(`it is of kind ${found} instead of ${KIND[kind]}`);
  return reader;
}

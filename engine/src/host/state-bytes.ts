import { DataDirDamaged, type InstanceRecord, type InstanceSummary } from "../model/index.js";
import type { EntityFacts } from "../partition/entity-facts.js";
import type { PartitionEvent } from "../partition/event.js";
import type { Entity, Instance, PartitionHead } from "../partition/state.js";
import { decodeEvent, eventEncoder } from "../storage/event-codec.js";
import type { PayloadSink, PayloadSource, Payloads } from "../storage/payloads.js";
import {
  decodeEntity,
  decodeEntityFacts,
  decodeHead,
  decodeInstance,
  decodeRecord,
  decodeSummary,
  encodeHead,
  stateEncoder,
  storedKind,
} from "../storage/state-codec.js";
import type { Cut } from "./log-links.js";

/** Everything a log's incarnation writes and reads, as bytes; large texts stand beside them. */
export interface StateBytes {
  /** Until it is called again: for one who copies them at once, as the commit log does. */
  ofEvent(event: PartitionEvent): Uint8Array;
  /**
   * What came into memory with large texts, in UTF-16 units: of all events that were encoded, and of all instances and
   * entities that were read. A text that was there before counts again.
   */
  readonly largeTextCharacters: number;
  event(bytes: Uint8Array): PartitionEvent;
  /** Until an instance or entity is encoded again: for one who copies them at once, as a snapshot's writer does. */
  ofInstance(instance: Instance): Uint8Array;
  /** `undefined` when it is an entity that is stored there. */
  instance(bytes: Uint8Array): Instance | undefined;
  /** What an instance shows, without its history. */
  record(bytes: Uint8Array): InstanceRecord | undefined;
  /** What a list shows of an instance, without its payloads. */
  summary(bytes: Uint8Array): InstanceSummary | undefined;
  /** As {@link ofInstance}. */
  ofEntity(entity: Entity): Uint8Array;
  /** `undefined` when it is an instance that is stored there. */
  entity(bytes: Uint8Array): Entity | undefined;
  /** What a list shows of an entity. `undefined` when it is an instance that is stored there. */
  entityFacts(bytes: Uint8Array, withState: boolean): EntityFacts | undefined;
  /** A partition's head, and with it what its log must remember of its own past. */
  ofHead(head: PartitionHead, cuts: readonly Cut[]): Uint8Array;
  head(bytes: Uint8Array): { readonly head: PartitionHead; readonly cuts: readonly Cut[] };
  /** Makes the large texts durable: BEFORE the bytes that refer to them are. */
  sync(): void;
}

/*
 * A head as it is stored:
 *
 *   ┌────────────────────┬──────────────┬─────────────────────── ─ ─
 *   │ bytes of cuts, u32 │ cuts (JSON)  │ head (`state-codec.ts`)
 *   └────────────────────┴──────────────┴─────────────────────── ─ ─
 */
export function stateBytes(payloads: Payloads): StateBytes {
  let largeTextCharacters = 0;
  const counting: PayloadSink = {
    put(text) {
      largeTextCharacters += text.length;
      return payloads.put(text);
    },
  };
  const countingRead: PayloadSource = {
    get(ref) {
      const text = payloads.get(ref);
      largeTextCharacters += text.length;
      return text;
    },
  };
  const encoder = stateEncoder(payloads);
  return {
    ofEvent: eventEncoder(counting),
    get largeTextCharacters() {
      return largeTextCharacters;
    },
    event: (bytes) => decodeEvent(bytes, payloads),
    ofInstance: (instance) => encoder.ofInstance(instance),
    instance: (bytes) => (storedKind(bytes) === "entity" ? undefined : decodeInstance(bytes, countingRead)),
    record: (bytes) => (storedKind(bytes) === "entity" ? undefined : decodeRecord(bytes, payloads)),
    summary: (bytes) => (storedKind(bytes) === "entity" ? undefined : decodeSummary(bytes, payloads)),
    ofEntity: (entity) => encoder.ofEntity(entity),
    entity: (bytes) => (storedKind(bytes) === "instance" ? undefined : decodeEntity(bytes, countingRead)),
    entityFacts: (bytes, withState) =>
      storedKind(bytes) === "instance" ? undefined : decodeEntityFacts(bytes, withState, payloads),
    ofHead(head, cuts) {
      const text = Buffer.from(JSON.stringify(cuts));
      const length = Buffer.alloc(4);
      length.writeUInt32LE(text.byteLength);
      return Buffer.concat([length, text, encodeHead(head, payloads)]);
    },
    head(bytes) {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const length = buffer.byteLength < 4 ? Number.POSITIVE_INFINITY : buffer.readUInt32LE(0);
      if (4 + length > buffer.byteLength) {
        throw new DataDirDamaged(
          "The stored head of a partition ends too early. Restore the data directory from a backup.",
        );
      }
      const cuts = JSON.parse(buffer.toString("utf8", 4, 4 + length)) as readonly Cut[];
      return { head: decodeHead(buffer.subarray(4 + length), payloads), cuts };
    },
    sync: () => payloads.sync(),
  };
}

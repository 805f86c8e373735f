import { DataDirDamaged } from "../../model/index.js";
import {
  type PayloadMoment,
  type PayloadRef,
  type Payloads,
  payloadBytes,
  payloadMoment,
  payloadText,
  refOf,
} from "../payloads.js";

/** What memory payloads keep when they are gone: hand it to the next ones, as a directory is. */
export interface PayloadShelf {
  readonly durable: Map<PayloadRef, Buffer>;
}

export const payloadShelf = (): PayloadShelf => ({ durable: new Map() });

/** Large texts that live as long as their {@link PayloadShelf}. */
export function memoryPayloads({ durable }: PayloadShelf): Payloads {
  const pending = new Map<PayloadRef, Buffer>();
  const putAt = new Map<PayloadRef, PayloadMoment>();
  let now = payloadMoment(0);

  return {
    put(text) {
      const bytes = payloadBytes(text);
      const ref = refOf(bytes);
      putAt.set(ref, now);
      if (!durable.has(ref)) pending.set(ref, bytes);
      return ref;
    },
    get(ref) {
      const bytes = pending.get(ref) ?? durable.get(ref);
      const text = bytes && payloadText(bytes);
      if (text === undefined) throw new DataDirDamaged(`The large text ${ref} is missing.`, { file: ref });
      return text;
    },
    sync() {
      for (const [ref, bytes] of pending) durable.set(ref, bytes);
      pending.clear();
    },
    moment() {
      now = payloadMoment(now + 1);
      return now;
    },
    sweep(live, since) {
      let removedBytes = 0;
      const dead = [...durable.keys()].filter((ref) => !live.has(ref) && (putAt.get(ref) ?? -1) < since);
      for (const ref of dead) {
        removedBytes += durable.get(ref)?.byteLength ?? 0;
        durable.delete(ref);
        putAt.delete(ref);
      }
      return { removed: dead.length, removedBytes, kept: durable.size };
    },
  };
}

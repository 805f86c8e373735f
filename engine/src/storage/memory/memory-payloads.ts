import { DataDirDamaged } from "../../model/index.js";
import { type PayloadRef, type Payloads, payloadBytes, payloadText, refOf, type Unreferred } from "../payloads.js";

/** What memory payloads keep when they are gone: hand it to the next ones, as a directory is. */
export interface PayloadShelf {
  readonly durable: Map<PayloadRef, Buffer>;
}

export const payloadShelf = (): PayloadShelf => ({ durable: new Map() });

/** Large texts that live as long as their {@link PayloadShelf}. */
export function memoryPayloads({ durable }: PayloadShelf): Payloads {
  const pending = new Map<PayloadRef, Buffer>();

  const deadIn = (live: ReadonlySet<PayloadRef>) =>
    [...durable.keys()].filter((ref) => !live.has(ref) && !pending.has(ref));

  function unreferred(live: ReadonlySet<PayloadRef>): Unreferred {
    const dead = deadIn(live);
    return { files: dead.length, bytes: dead.reduce((sum, ref) => sum + (durable.get(ref)?.byteLength ?? 0), 0) };
  }

  return {
    put(text) {
      const bytes = payloadBytes(text);
      const ref = refOf(bytes);
      pending.set(ref, bytes);
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
    unreferred,
    sweep(live) {
      const swept = unreferred(live);
      for (const ref of deadIn(live)) durable.delete(ref);
      return swept;
    },
  };
}

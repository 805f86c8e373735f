import { NOTHING } from "../model/index.js";
import { decodeEvent, recordRefersToPayloads } from "./event-codec.js";
import type { PayloadRef } from "./payloads.js";
import { decodeStored, storedRefersToPayloads } from "./state-codec.js";

/** What may refer to large texts: a snapshot, and the log behind it. */
export interface Referrers {
  /** The instances, entities and heads of a snapshot (`state-codec.ts`). */
  readonly stored: Iterable<Uint8Array>;
  /** The payloads of the records behind the snapshot's position (`event-codec.ts`). */
  readonly records: Iterable<Uint8Array>;
}

/**
 * The large texts that are referred to, for `Payloads.sweep`. Bytes without a reference are passed by
 * after a look at their second byte; of the others no text is read.
 */
export function livePayloads({ stored, records }: Referrers): ReadonlySet<PayloadRef> {
  const live = new Set<PayloadRef>();
  const noting = {
    get(ref: PayloadRef) {
      live.add(ref);
      return NOTHING;
    },
  };
  for (const bytes of stored) if (storedRefersToPayloads(bytes)) decodeStored(bytes, noting);
  for (const bytes of records) if (recordRefersToPayloads(bytes)) decodeEvent(bytes, noting);
  return live;
}

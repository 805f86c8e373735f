import { createHash } from "node:crypto";
import type { JsonText } from "../model/index.js";

declare const brand: unique symbol;
/** Names a large text for ever: the SHA-256 of its {@link payloadBytes}, 64 lower-case hexadecimal digits. */
export type PayloadRef = string & { readonly [brand]: "PayloadRef" };
export const payloadRef = (sha256Hex: string): PayloadRef => sha256Hex as PayloadRef;

/** Where an encoder leaves texts that are too large to stand in a record (`LIMITS.inlineCharactersMax`). */
export interface PayloadSink {
  put(text: JsonText): PayloadRef;
}

/** Where a decoder finds them again. */
export interface PayloadSource {
  get(ref: PayloadRef): JsonText;
}

/** What takes up room and nothing refers to: large texts, and drafts of some whose writer died. */
export interface Unreferred {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Large texts, each kept once, beside the log. Its laws:
 *
 * 1. `get(put(text))` is `text`, unit for unit, at once; and, once `sync` has returned after the
 *    `put`, for ever: power loss included. So a batch is flushed only AFTER a `sync` that followed
 *    the last `put` of its records.
 * 2. Equal texts have equal references; different texts have different ones.
 * 3. To `put` a text again costs its hash and no write.
 * 4. `get` refuses a text that is missing or is not what was put: `DataDirDamaged` with its file. It never
 *    gives another text.
 * 5. `sweep(live)` removes what is neither in `live` nor waits for a `sync`, and says what it was;
 *    `unreferred(live)` says the same and removes nothing. `live` is what the newest snapshots and the
 *    logs behind them refer to, of every log that shares the place. A sweep runs while no other
 *    `Payloads` has the same place open and no hub works on it.
 * 6. After `sync` has thrown, nothing may be put or synced any more: what the disk holds is unknown
 *    until the place is opened again.
 */
export interface Payloads extends PayloadSink, PayloadSource {
  /** Makes everything durable that was put. Costs nothing when nothing new was put. Throws the operating system's error. */
  sync(): void;
  unreferred(live: ReadonlySet<PayloadRef>): Unreferred;
  sweep(live: ReadonlySet<PayloadRef>): Unreferred;
}

/*
 * A large text as it is kept. Its name is the SHA-256 of all of it, the first byte included.
 *
 *   0       1
 *   ┌───────┬──────────────────────────── ─ ─
 *   │ 1     │ UTF-8
 *   ├───────┼──────────────────────────── ─ ─
 *   │ 2     │ UTF-16, little-endian: a text that UTF-8 cannot hold (it has half a surrogate pair)
 *   └───────┴──────────────────────────── ─ ─
 */
const UTF8 = 1;
const UTF16 = 2;

/** Half a pair of surrogates. (With the `u` flag, a whole pair is one character of another category.) */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** True when UTF-8 can hold a text exactly. */
export const isWellFormed = (text: string): boolean => !LONE_SURROGATE.test(text);

export function payloadBytes(text: JsonText): Buffer {
  const utf8 = isWellFormed(text);
  const bytes = Buffer.allocUnsafe(1 + (utf8 ? Buffer.byteLength(text) : text.length * 2));
  bytes[0] = utf8 ? UTF8 : UTF16;
  bytes.write(text, 1, utf8 ? "utf8" : "utf16le");
  return bytes;
}

/** The opposite of {@link payloadBytes}; `undefined` for bytes that it never gives. */
export function payloadText(bytes: Buffer): JsonText | undefined {
  switch (bytes[0]) {
    case UTF8:
      return bytes.toString("utf8", 1) as JsonText;
    case UTF16:
      return bytes.toString("utf16le", 1) as JsonText;
    default:
      return undefined;
  }
}

export function refOf(bytes: Buffer): PayloadRef {
  return payloadRef(createHash("sha256").update(bytes).digest("hex"));
}

import type { JsonText } from "../model/index.js";
import type { PayloadRef } from "./payloads.js";

/** Texts that were read lately, as many as fit. The one that was not asked for the longest goes first. */
export class PayloadCache {
  // A Map remembers the order of insertion: the first one is the oldest.
  private readonly texts = new Map<PayloadRef, { readonly text: JsonText; readonly bytes: number }>();
  private held = 0;

  constructor(private readonly bytesMax: number) {}

  get bytes(): number {
    return this.held;
  }

  get(ref: PayloadRef): JsonText | undefined {
    const found = this.texts.get(ref);
    if (found === undefined) return undefined;
    this.texts.delete(ref);
    this.texts.set(ref, found);
    return found.text;
  }

  /** A text that is larger than the whole cache is not kept. */
  add(ref: PayloadRef, text: JsonText, bytes: number): void {
    this.remove(ref);
    if (bytes > this.bytesMax) return;
    this.texts.set(ref, { text, bytes });
    this.held += bytes;
    for (const oldest of this.texts.keys()) {
      if (this.held <= this.bytesMax) return;
      this.remove(oldest);
    }
  }

  remove(ref: PayloadRef): void {
    this.held -= this.texts.get(ref)?.bytes ?? 0;
    this.texts.delete(ref);
  }
}

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { JsonText } from "../model/index.js";
import { type PayloadRef, type Payloads, payloadRef } from "./payloads.js";

/** A place that outlives the payloads that are opened on it. */
export interface PayloadsPlace {
  open(): Payloads;
  remove(): void;
}

const text = (content: string) => content as JsonText;
const texts = ["", "null", '"ü€😀"', '"half a pair \ud83d"', `"${"x".repeat(300_000)}"`].map(text);

/** The laws of {@link Payloads}, which every adapter keeps. */
export function payloadsConformance(name: string, makePlace: () => PayloadsPlace): void {
  describe(`${name} keep the laws of payloads`, () => {
    let place: PayloadsPlace;
    beforeEach(() => {
      place = makePlace();
    });
    afterEach(() => place.remove());

    test("a text is there at once, and after the next opening if it was synced", () => {
      const first = place.open();
      const refs = texts.map((each) => first.put(each));
      expect(refs.map((ref) => first.get(ref) === texts[refs.indexOf(ref)])).toEqual(texts.map(() => true));
      first.sync();
      const second = place.open();
      expect(refs.map((ref) => second.get(ref))).toEqual(texts);
    });

    test("equal texts have one reference, different ones have different ones", () => {
      fc.assert(
        fc.property(fc.array(fc.string(), { maxLength: 8 }), (contents) => {
          const payloads = place.open();
          const refs = contents.map((content) => payloads.put(text(content)));
          expect(new Set(refs).size).toBe(new Set(contents).size);
          expect(refs).toEqual(contents.map((content) => payloads.put(text(content))));
        }),
        { numRuns: 20 },
      );
    });

    test("a text that was put before is durable after the next sync, whoever put it first", () => {
      const first = place.open();
      const ref = first.put(text('"a"'));
      first.sync();
      const second = place.open();
      expect(second.put(text('"a"'))).toBe(ref);
      second.sync();
      expect(place.open().get(ref)).toBe('"a"');
    });

    test("what was never put is missing, by name", () => {
      const ref = payloadRef("ab".repeat(32));
      expect(() => place.open().get(ref)).toThrow(/missing/);
    });

    test("a sweep keeps what lives and what is young, and removes the rest", () => {
      const first = place.open();
      const [old, live, again] = ["old", "live", "again"].map((content) => first.put(text(content))) as [
        PayloadRef,
        PayloadRef,
        PayloadRef,
      ];
      first.sync();
      const second = place.open();
      const since = second.moment();
      const young = second.put(text("young"));
      expect(second.put(text("again"))).toBe(again);
      second.sync();
      expect(second.sweep(new Set([live]), since)).toEqual({ removed: 1, removedBytes: 4, kept: 3 });
      expect(() => second.get(old)).toThrow(/missing/);
      const third = place.open();
      expect([live, again, young].map((ref) => third.get(ref))).toEqual(["live", "again", "young"]);
    });

    test("what was put and not synced survives a sweep", () => {
      const payloads = place.open();
      const ref = payloads.put(text("waits"));
      payloads.sweep(new Set(), payloads.moment());
      payloads.sync();
      expect(place.open().get(ref)).toBe("waits");
    });

    test("a text that was swept can be put again", () => {
      const payloads = place.open();
      const ref = payloads.put(text("again"));
      payloads.sync();
      expect(payloads.sweep(new Set(), payloads.moment()).removed).toBe(1);
      expect(payloads.put(text("again"))).toBe(ref);
      payloads.sync();
      expect(payloads.get(ref)).toBe("again");
      expect(place.open().get(ref)).toBe("again");
    });

    test("a sweep of nothing removes nothing", () => {
      const payloads = place.open();
      expect(payloads.sweep(new Set(), payloads.moment())).toEqual({ removed: 0, removedBytes: 0, kept: 0 });
    });
  });
}

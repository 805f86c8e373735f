import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { JsonText } from "../model/index.js";
import { type Payloads, payloadRef } from "./payloads.js";

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

    test("a sweep keeps what is referred to, and removes the rest; before, it is told what that is", () => {
      const first = place.open();
      const dead = first.put(text("dead"));
      const live = first.put(text("live"));
      first.sync();
      const second = place.open();
      const pending = second.put(text("pending"));
      expect(second.unreferred(new Set([live]))).toEqual({ files: 1, bytes: 5 });
      expect(second.get(dead)).toBe("dead");
      expect(second.sweep(new Set([live]))).toEqual({ files: 1, bytes: 5 });
      expect(() => second.get(dead)).toThrow(/missing/);
      second.sync();
      const third = place.open();
      expect([live, pending].map((ref) => third.get(ref))).toEqual(["live", "pending"]);
      expect(third.unreferred(new Set([live, pending]))).toEqual({ files: 0, bytes: 0 });
    });

    test("a text that is there and was put again and not synced survives a sweep", () => {
      const first = place.open();
      const ref = first.put(text("again"));
      first.sync();
      const second = place.open();
      expect(second.put(text("again"))).toBe(ref);
      second.sweep(new Set());
      second.sync();
      expect(place.open().get(ref)).toBe("again");
    });

    test("a text that was swept can be put again", () => {
      const payloads = place.open();
      const ref = payloads.put(text("again"));
      payloads.sync();
      expect(payloads.sweep(new Set()).files).toBe(1);
      expect(payloads.put(text("again"))).toBe(ref);
      payloads.sync();
      expect(payloads.get(ref)).toBe("again");
      expect(place.open().get(ref)).toBe("again");
    });

    test("a sweep of nothing removes nothing", () => {
      expect(place.open().sweep(new Set())).toEqual({ files: 0, bytes: 0 });
    });
  });
}

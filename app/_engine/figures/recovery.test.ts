import { expect, test } from "vitest";
import { recoveryShown } from "./recovery";

const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, " ");

test("how far it is, of how much, and how long it still takes at the rate so far", () => {
  const { share, sentence } = recoveryShown({ tookMs: 2_000, records: 64_000, ofRecords: 100_000 });
  expect(share).toBe(0.64);
  expect(plain(sentence)).toBe("64 % · 64 000 of 100 000 records since the snapshot · 1.1 s left");
});

test("no time is foretold before there is a rate, nor when all is done", () => {
  expect(plain(recoveryShown({ tookMs: 40, records: 256, ofRecords: 1_000 }).sentence)).toBe(
    "26 % · 256 of 1 000 records since the snapshot",
  );
  expect(plain(recoveryShown({ tookMs: 900, records: 1_000, ofRecords: 1_000 }).sentence)).toBe(
    "100 % · 1 000 of 1 000 records since the snapshot",
  );
});

test("what is not known is not drawn", () => {
  expect(recoveryShown({ tookMs: 40, records: 0 })).toEqual({ sentence: "opens its snapshot" });
  expect(recoveryShown({ tookMs: 40, records: 0, ofRecords: 0 }).share).toBe(1);
});

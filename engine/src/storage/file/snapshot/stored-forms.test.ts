import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnsOf } from "../../../../test/support/place-columns.js";
import { INSTANCE_STATUSES, type InstanceId, partitionId } from "../../../model/index.js";
import { logPosition } from "../../log.js";
import type { StoredEntry, Wake } from "../../snapshot-store.js";
import { decodePlaces, encodePlaces, termOfPlace } from "./listed-places.js";
import { decodeManifest, encodeManifest, type SegmentManifest } from "./manifest.js";
import { decodeDirectory, encodeDirectory } from "./segment-directory.js";
import { emptyBlock, sealBlock } from "./stored-block.js";
import { recordAt, recordBytes, writeRecord } from "./stored-record.js";
import { mayHold, termFilter } from "./term-filter.js";
import { readText, textBytes, writeText } from "./text.js";

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ maxLength: 300 }),
  // Surrogates that stand alone.
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 }).map((units) => String.fromCharCode(...units)),
);
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const wake: fc.Arbitrary<Wake> = fc.oneof(
  fc.constantFrom("now" as const, "never" as const),
  fc.integer({ min: 0, max: 8.64e15 }),
);
const entry: fc.Arbitrary<StoredEntry> = fc
  .record({
    key: anyText.map((text) => text as InstanceId),
    bytes: fc.uint8Array({ maxLength: 200 }),
    wake,
    listing: fc.option(
      fc.record({
        createdAtMs: fc.double({ noNaN: true }),
        status: fc.constantFrom(...INSTANCE_STATUSES),
        name: anyText,
        tags: fc.dictionary(anyText, anyText, { maxKeys: 4, noNullPrototype: true }),
      }),
    ),
  })
  .map(({ key, bytes, wake, listing }) =>
    listing === null ? { key, bytes, wake } : { key, bytes, wake, listing: { ...listing, instanceId: key } },
  );

describe("texts", () => {
  test("come back exactly, and take the room that was said", () => {
    fc.assert(
      fc.property(anyText, fc.nat(5), (text, at) => {
        const bytes = Buffer.alloc(at + textBytes(text) + 3);
        expect(writeText(bytes, at, text)).toBe(at + textBytes(text));
        expect(readText(bytes, at)).toEqual({ text, end: at + textBytes(text) });
      }),
    );
  });
});

describe("records", () => {
  const written = (each: StoredEntry, ordinal: number) => {
    const bytes = recordBytes(each);
    const into = Buffer.alloc(bytes + 20, 0xee);
    writeRecord(into, 7, bytes, ordinal, each);
    return { into, bytes };
  };

  test("come back exactly", () => {
    fc.assert(
      fc.property(entry, u32, (each, ordinal) => {
        const { into, bytes } = written(each, ordinal);
        const at = recordAt(into, 7);
        expect(at.kind === "record" && { ...at.record.entry, bytes: Uint8Array.from(at.record.entry.bytes) }).toEqual(
          each,
        );
        expect(at.kind === "record" && [at.record.ordinal, at.record.bytes]).toEqual([ordinal, bytes]);
      }),
    );
  });

  test("are never taken for others when a bit has changed, or when their end is missing", () => {
    fc.assert(
      fc.property(entry, fc.nat(), (each, pick) => {
        const { into, bytes } = written(each, 5);
        expect(recordAt(into.subarray(0, 7 + (pick % bytes)), 7).kind).toBe("cut");
        const bit = pick % (bytes * 8);
        into[7 + (bit >> 3)] = (into[7 + (bit >> 3)] ?? 0) ^ (1 << (bit & 7));
        expect(recordAt(into, 7).kind).not.toBe("record");
      }),
    );
  });
});

describe("the directory of a segment", () => {
  test("comes back exactly", () => {
    const row = fc.record({ hash: u32, offset: u32, bytes: u32, statusCode: fc.nat(5) });
    const sealedWake = fc.record({ ordinal: fc.nat(0xffff), wake: fc.double({ noNaN: true }) });
    const range = fc.option(fc.record({ newestMs: fc.nat(), oldestMs: fc.nat() }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(row), fc.array(sealedWake), range, fc.uint8Array(), (rows, wakes, range, filter) => {
        const column = (name: "hash" | "offset" | "bytes" | "statusCode") => (ordinal: number) =>
          rows[ordinal]?.[name] ?? 0;
        const columns = {
          hash: column("hash"),
          offset: column("offset"),
          bytes: column("bytes"),
          statusCode: column("statusCode"),
        };
        const bytes = encodeDirectory({ records: rows.length, range, filter, wakes }, columns);
        const decoded = decodeDirectory(bytes, "file", 0);
        expect([decoded.records, decoded.range, decoded.filter, decoded.wakes]).toEqual([
          rows.length,
          range,
          filter,
          wakes,
        ]);
        expect(
          rows.map((_, ordinal) => ({
            hash: decoded.hash(ordinal),
            offset: decoded.offset(ordinal),
            bytes: decoded.bytes(ordinal),
            statusCode: decoded.statusCode(ordinal),
          })),
        ).toEqual(rows);
      }),
    );
  });
});

describe("the places of a segment", () => {
  test("come back exactly, and find the places of a term", () => {
    const place = fc.record({ createdAtMs: fc.nat(), offset: u32, ordinal: fc.nat(0xffff), statusCode: fc.nat(5) });
    const term = fc.record({ hash: fc.oneof(fc.nat(5), u32), place: fc.nat(0xffff) });
    fc.assert(
      fc.property(fc.array(place), fc.uniqueArray(term, { selector: (t) => `${t.hash} ${t.place}` }), (all, terms) => {
        const decoded = decodePlaces(
          encodePlaces(
            columnsOf(all),
            terms.map((each) => termOfPlace(each.hash, each.place)),
          ),
          "file",
          0,
        );
        expect(decoded.count).toBe(all.length);
        expect(
          all.map((_, index) => ({
            createdAtMs: decoded.createdAtMs(index),
            offset: decoded.offset(index),
            ordinal: decoded.ordinal(index),
            statusCode: decoded.statusCode(index),
          })),
        ).toEqual(all);
        for (const hash of [...terms.map((each) => each.hash), 0, 3, 0xffffffff]) {
          const expected = terms.filter((each) => each.hash === hash).map((each) => each.place);
          expect([...Array.from(decoded.withTerm(hash))]).toEqual(expected.sort((a, b) => a - b));
        }
      }),
    );
  });
});

describe("the manifest", () => {
  const marks = fc.option(fc.uint8Array({ minLength: 1 }), { nil: undefined });
  const base = { number: u32, records: u32, end: u32, dead: marks };
  const segment: fc.Arbitrary<SegmentManifest> = fc.oneof(
    fc.record({ ...base, kind: fc.constant("open" as const) }),
    fc.record({
      ...base,
      kind: fc.constant("sealed" as const),
      placesAt: u32,
      fileBytes: fc.integer({ min: 1, max: 0xffffffff }),
    }),
  );
  const manifest = fc.record({
    position: fc.maxSafeNat().map(logPosition),
    epoch: fc.maxSafeNat(),
    partitions: fc.array(
      fc.record({
        partition: fc.nat(255).map(partitionId),
        head: fc.uint8Array(),
        nextSegment: u32,
        segments: fc.array(segment, { maxLength: 5 }),
      }),
      { maxLength: 5 },
    ),
  });

  test("comes back exactly", () => {
    fc.assert(
      fc.property(manifest, (each) => {
        expect(decodeManifest(encodeManifest(each), "snapshot")).toEqual(each);
      }),
    );
  });

  test("is refused when a bit has changed or its end is missing, with the file's name", () => {
    fc.assert(
      fc.property(manifest, fc.nat(), (each, pick) => {
        const bytes = encodeManifest(each);
        expect(() => decodeManifest(bytes.subarray(0, pick % bytes.byteLength), "/log/snapshot")).toThrow(
          "The snapshot store is damaged in /log/snapshot at offset 0",
        );
        const bit = pick % (bytes.byteLength * 8);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => decodeManifest(bytes, "/log/snapshot")).toThrow("/log/snapshot");
      }),
    );
  });

  test("of a newer Dacapo is refused as such", () => {
    const block = emptyBlock("DCSM", 8);
    block.writeUInt8(2, 4);
    expect(() => decodeManifest(sealBlock(block), "/log/snapshot")).toThrow(
      "/log/snapshot has format 2; this Dacapo reads formats up to 1. Start the newer Dacapo that wrote it.",
    );
  });
});

describe("the filter of terms", () => {
  test("holds all that was put into it, and little else", () => {
    fc.assert(
      fc.property(fc.uniqueArray(u32, { maxLength: 500 }), (hashes) => {
        const filter = termFilter(new Set(hashes));
        expect(hashes.every((hash) => mayHold(filter, hash))).toBe(true);
      }),
    );
    const even = Array.from({ length: 8_000 }, (_, index) => Math.imul(index + 1, 0x85ebca6b) >>> 0);
    const filter = termFilter(new Set(even.slice(0, 4_000)));
    expect(filter.byteLength).toBeLessThanOrEqual(8 * 1024);
    const wrong = even.slice(4_000).filter((hash) => mayHold(filter, hash));
    expect(wrong.length).toBeLessThan(120);
  });
});

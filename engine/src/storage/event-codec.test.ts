import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryEvents } from "../../test/support/arbitrary-events.js";
import { DataDirDamaged, DataDirNewer, instanceId, type JsonText, LIMITS } from "../model/index.js";
import type { PartitionEvent } from "../partition/event.js";
import { ByteWriter } from "./codec/byte-writer.js";
import { decodeEvent, encodeEvent, encodeEventInto, eventEncoder } from "./event-codec.js";
import { memoryPayloads, payloadShelf } from "./memory/memory-payloads.js";

const RUNS = 300;

/** The same, of plain objects: the generator also makes such as have no prototype. */
const plain = <Value>(value: Value): Value => structuredClone(value);

describe.each(Object.entries(arbitraryEvents))("a record of %s", (_type, events) => {
  test("is read as it was written", () => {
    fc.assert(
      fc.property(events, (event: PartitionEvent) => {
        expect(decodeEvent(encodeEvent(event))).toStrictEqual(plain(event));
      }),
      { numRuns: RUNS },
    );
  });

  test("that is cut short, or goes on behind its end, is refused", () => {
    fc.assert(
      fc.property(events, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (event, share) => {
        const bytes = encodeEvent(event);
        const cut = bytes.subarray(0, Math.floor(bytes.byteLength * share));
        expect(() => decodeEvent(cut)).toThrow(DataDirDamaged);
        expect(() => decodeEvent(Buffer.concat([bytes, Buffer.alloc(1)]))).toThrow(DataDirDamaged);
      }),
      { numRuns: RUNS },
    );
  });

  test("has its large texts elsewhere, each once, and is read with them", () => {
    const large = "x".repeat(LIMITS.inlineCharactersMax + 1);
    fc.assert(
      fc.property(events, (event: PartitionEvent) => {
        const shelf = payloadShelf();
        const grown = withLargePayloads(event, large);
        const payloads = memoryPayloads(shelf);
        const bytes = encodeEvent(grown, payloads);
        payloads.sync();
        expect(decodeEvent(bytes, memoryPayloads(shelf))).toStrictEqual(plain(grown));
        const isLarge = JSON.stringify(grown) !== JSON.stringify(event);
        expect(((bytes[1] ?? 0) & 0x80) !== 0, "the mark").toBe(isLarge);
        if (isLarge) expect(bytes.byteLength).toBeLessThan(large.length);
      }),
      { numRuns: 50 },
    );
  });
});

/** The event, every payload in it longer than the limit. */
function withLargePayloads(event: PartitionEvent, large: string): PartitionEvent {
  const payloads = new Set(["input", "result", "output", "value", "items", "results", "payload"]);
  const grow = (part: unknown, key?: string): unknown => {
    if (typeof part === "string") return key !== undefined && payloads.has(key) ? part + large : part;
    if (Array.isArray(part)) return part.map((each) => grow(each));
    if (typeof part !== "object" || part === null) return part;
    // What people made (tags, the details of a failure) stays as it is.
    return Object.fromEntries(
      Object.entries(part).map(([name, each]) => [
        name,
        name === "tags" || name === "failure" ? each : grow(each, name),
      ]),
    );
  };
  return grow(event) as PartitionEvent;
}

const start: PartitionEvent = {
  type: "StartRequested",
  atMs: 1,
  replyTo: 1,
  instanceId: instanceId("a"),
  executionId: "e" as never,
  name: "hello",
  input: "" as JsonText,
  tags: {},
};

/** Noise may look like a reference to a large text. */
const noPayloads = memoryPayloads(payloadShelf());

describe("the bytes of records", () => {
  test.each([
    ["a lone surrogate", "\ud83d"],
    ["nothing", ""],
    ["the largest payload", "x".repeat(LIMITS.payloadBytesMax)],
    ["the largest payload, in three bytes a character", "€".repeat(LIMITS.payloadBytesMax / 3)],
    ["a long text with a lone surrogate", `${"€".repeat(100_000)}\udc00`],
  ])("keep %s", (_what, text) => {
    const event: PartitionEvent = { ...start, input: text as JsonText };
    const read = decodeEvent(encodeEvent(event));
    expect(read.type === "StartRequested" && read.input === text).toBe(true);
  });

  test("of one writer follow each other, as large as they are", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(...Object.values(arbitraryEvents)), { maxLength: 20 }),
        (events: PartitionEvent[]) => {
          const writer = new ByteWriter(undefined, 1);
          const ends = events.map((event) => {
            encodeEventInto(writer, event);
            return writer.length;
          });
          const read = events.map((_, index) =>
            decodeEvent(writer.written().subarray(ends[index - 1] ?? 0, ends[index])),
          );
          expect(read).toStrictEqual(plain(events));
        },
      ),
      { numRuns: 100 },
    );
  });

  test("of one encoder are those of any other, until it encodes the next", () => {
    const encode = eventEncoder();
    fc.assert(
      fc.property(fc.oneof(...Object.values(arbitraryEvents)), (event: PartitionEvent) => {
        expect(Buffer.from(encode(event))).toStrictEqual(Buffer.from(encodeEvent(event)));
      }),
      { numRuns: 100 },
    );
    const bytes = encode(start);
    expect(encode({ ...start, name: "other" }).buffer).toBe(bytes.buffer);
  });

  test("of a large record do not keep its room", () => {
    const writer = new ByteWriter();
    writer.text("x".repeat(8 * 1024 * 1024));
    writer.reset();
    writer.text("x");
    expect(writer.written().buffer.byteLength).toBeLessThan(64 * 1024);
  });

  test("that no writer wrote are refused or read, and never break the reader", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (noise) => {
        try {
          decodeEvent(Buffer.concat([Buffer.from([2]), noise]), noPayloads);
        } catch (error) {
          expect(error instanceof DataDirDamaged || error instanceof DataDirNewer).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test("with a byte changed are refused or read, and never break the reader", () => {
    fc.assert(
      fc.property(
        fc.oneof(...Object.values(arbitraryEvents)),
        fc.nat(),
        fc.nat({ max: 255 }),
        (event, place, value) => {
          const bytes = Buffer.from(encodeEvent(event));
          bytes[place % bytes.byteLength] = value;
          try {
            decodeEvent(bytes, noPayloads);
          } catch (error) {
            expect(error instanceof DataDirDamaged || error instanceof DataDirNewer).toBe(true);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("of a later format, or a later kind, are a newer Dacapo's", () => {
    const bytes = Buffer.from(encodeEvent(start));
    bytes[0] = 3;
    expect(() => decodeEvent(bytes)).toThrow(DataDirNewer);
    bytes[0] = 2;
    bytes[1] = 0x7f;
    expect(() => decodeEvent(bytes)).toThrow(DataDirNewer);
    expect(() => decodeEvent(bytes)).toThrow("Start the newer Dacapo that wrote it.");
  });

  test("of nothing are refused", () => {
    expect(() => decodeEvent(new Uint8Array())).toThrow(DataDirDamaged);
  });
});

interface Golden {
  readonly hex: string;
  readonly event: PartitionEvent;
}

const golden = (file: string): readonly Golden[] =>
  JSON.parse(readFileSync(new URL(`../../test/golden/${file}`, import.meta.url), "utf8")) as readonly Golden[];

describe("records of released versions", () => {
  test.each(golden("records-1.json").map((each) => [each.event.type, each] as const))(
    "0.1.0 wrote %s as JSON, and it is read",
    (_type, { hex, event }) => {
      expect(decodeEvent(Buffer.from(hex, "hex"))).toStrictEqual(event);
    },
  );

  test.each(golden("records-2.json").map((each) => [each.event.type, each] as const))(
    "format 2 writes %s in the same bytes for ever",
    (_type, { hex, event }) => {
      expect(decodeEvent(Buffer.from(hex, "hex"))).toStrictEqual(event);
      expect(Buffer.from(encodeEvent(event)).toString("hex")).toBe(hex);
    },
  );

  test("every kind has a golden record", () => {
    const kinds = new Set(golden("records-2.json").map(({ event }) => event.type));
    expect([...kinds].sort()).toEqual(Object.keys(arbitraryEvents).sort());
  });
});

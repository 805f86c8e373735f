import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyEntity, anyHead, anyInstance } from "../../test/support/arbitrary-states.js";
import { entityOf, headOf, instanceOf } from "../../test/support/plain-state.js";
import { DataDirDamaged, DataDirNewer, type JsonText, LIMITS } from "../model/index.js";
import { factsOfEntity } from "../partition/entity-facts.js";
import type { Entity, Instance, PartitionHead } from "../partition/state.js";
import { memoryPayloads, payloadShelf } from "./memory/memory-payloads.js";
import type { PayloadSink, PayloadSource } from "./payloads.js";
import {
  decodeEntity,
  decodeEntityFacts,
  decodeHead,
  decodeInstance,
  decodeRecord,
  decodeSummary,
  encodeEntity,
  encodeHead,
  encodeInstance,
  storedRefersToPayloads,
} from "./state-codec.js";

/** The same, of plain objects: the generator also makes such as have no prototype. */
const plain = <Value>(value: Value): Value => structuredClone(value);

interface Codec<Shape> {
  readonly any: fc.Arbitrary<Shape>;
  readonly encode: (shape: Shape, payloads?: PayloadSink) => Uint8Array;
  readonly decode: (bytes: Uint8Array, payloads?: PayloadSource) => Shape;
}

/** The laws of an encoding, whatever it encodes. */
function laws<Shape>(name: string, { any, encode, decode }: Codec<Shape>): void {
  describe(name, () => {
    test("is read as it was written", () => {
      fc.assert(
        fc.property(any, (shape) => {
          const bytes = encode(shape);
          expect(decode(bytes)).toStrictEqual(plain(shape));
        }),
        { numRuns: 300 },
      );
    });

    test("that is cut short, or goes on behind its end, is refused", () => {
      fc.assert(
        fc.property(any, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (shape, share) => {
          const bytes = encode(shape);
          expect(() => decode(bytes.subarray(0, Math.floor(bytes.byteLength * share)))).toThrow(DataDirDamaged);
          expect(() => decode(Buffer.concat([bytes, Buffer.alloc(1)]))).toThrow(DataDirDamaged);
        }),
        { numRuns: 300 },
      );
    });

    test("with a byte changed is refused or read, and never breaks the reader", () => {
      fc.assert(
        fc.property(any, fc.nat(), fc.nat({ max: 255 }), (shape, place, value) => {
          const bytes = Buffer.from(encode(shape));
          bytes[place % bytes.byteLength] = value;
          try {
            decode(bytes, memoryPayloads(payloadShelf()));
          } catch (error) {
            expect(error instanceof DataDirDamaged || error instanceof DataDirNewer).toBe(true);
          }
        }),
        { numRuns: 1_000 },
      );
    });

    test("of a later format is a newer Dacapo's", () => {
      fc.assert(
        fc.property(any, (shape) => {
          const bytes = Buffer.from(encode(shape));
          bytes[0] = 2;
          expect(() => decode(bytes)).toThrow(DataDirNewer);
        }),
        { numRuns: 10 },
      );
    });

    test("takes no more room than its bytes", () => {
      fc.assert(
        fc.property(any, (shape) => {
          const bytes = encode(shape);
          expect(bytes.buffer.byteLength).toBe(bytes.byteLength);
        }),
        { numRuns: 10 },
      );
    });
  });
}

laws<Instance>("a stored instance", { any: anyInstance, encode: encodeInstance, decode: decodeInstance });
laws<Entity>("a stored entity", { any: anyEntity, encode: encodeEntity, decode: decodeEntity });
laws<PartitionHead>("a stored head", { any: anyHead, encode: encodeHead, decode: decodeHead });

test("a stored entity shows its facts without its requests, and looks up no large state that is not asked for", () => {
  fc.assert(
    fc.property(anyEntity, fc.boolean(), (entity, isLarge) => {
      const large = JSON.stringify("x".repeat(LIMITS.inlineCharactersMax)) as JsonText;
      const stored = isLarge ? { ...entity, state: large } : entity;
      const payloads = memoryPayloads(payloadShelf());
      const bytes = encodeEntity(stored, payloads);
      expect(decodeEntityFacts(bytes, true, payloads)).toStrictEqual(plain(factsOfEntity(stored, true)));
      expect(decodeEntityFacts(bytes, false)).toStrictEqual(plain(factsOfEntity(stored, false)));
    }),
    { numRuns: 300 },
  );
});

describe("a stored instance", () => {
  test("shows its record and its summary without its history", () => {
    fc.assert(
      fc.property(anyInstance, (instance) => {
        const { input, output, ...summary } = instance.record;
        const bytes = encodeInstance(instance);
        expect(decodeRecord(bytes)).toStrictEqual(plain(instance.record));
        expect(decodeSummary(bytes)).toStrictEqual(plain(summary));
        const beginning = encodeInstance({ ...instance, history: [] });
        expect(decodeSummary(beginning)).toStrictEqual(plain(summary));
      }),
      { numRuns: 200 },
    );
  });

  test("is not an entity, nor a head", () => {
    fc.assert(
      fc.property(anyInstance, (instance) => {
        expect(() => decodeEntity(encodeInstance(instance))).toThrow(DataDirDamaged);
        expect(() => decodeHead(encodeInstance(instance))).toThrow(DataDirDamaged);
      }),
      { numRuns: 10 },
    );
  });

  test("has its large texts elsewhere: each once, and none that its summary needs", () => {
    const large = JSON.stringify("x".repeat(LIMITS.inlineCharactersMax)) as JsonText;
    fc.assert(
      fc.property(anyInstance, (instance) => {
        const shelf = payloadShelf();
        const payloads = memoryPayloads(shelf);
        const grown: Instance = {
          ...instance,
          record: { ...instance.record, input: large, output: large },
          history: [...instance.history, { seq: 1, atMs: 1, type: "ExecutionCompleted", output: large }],
        };
        const bytes = encodeInstance(grown, payloads);
        payloads.sync();
        expect(storedRefersToPayloads(bytes)).toBe(true);
        expect(storedRefersToPayloads(encodeInstance(instance, payloads))).toBe(false);
        expect(shelf.durable.size).toBe(1);
        expect(decodeInstance(bytes, payloads)).toStrictEqual(plain(grown));
        expect(decodeSummary(bytes)).toStrictEqual(decodeSummary(encodeInstance(instance)));
      }),
      { numRuns: 50 },
    );
  });
});

interface Golden {
  readonly instances: readonly {
    readonly hex: string;
    readonly snapshot: Parameters<typeof instanceOf>[0];
  }[];
  readonly entities: readonly { readonly hex: string; readonly snapshot: Parameters<typeof entityOf>[0] }[];
  readonly heads: readonly { readonly hex: string; readonly snapshot: Parameters<typeof headOf>[0] }[];
}

const golden = JSON.parse(readFileSync(new URL("../../test/golden/states-1.json", import.meta.url), "utf8")) as Golden;
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("states of format 1 are the same bytes for ever", () => {
  test.each(golden.instances.map((each, index) => [index, each] as const))(
    "instance %i",
    (_index, { hex, snapshot }) => {
      const instance = instanceOf(snapshot);
      expect(decodeInstance(Buffer.from(hex, "hex"))).toStrictEqual(instance);
      expect(hexOf(encodeInstance(instance))).toBe(hex);
    },
  );

  test.each(golden.entities.map((each, index) => [index, each] as const))("entity %i", (_index, { hex, snapshot }) => {
    const entity = entityOf(snapshot);
    expect(decodeEntity(Buffer.from(hex, "hex"))).toStrictEqual(entity);
    expect(hexOf(encodeEntity(entity))).toBe(hex);
  });

  test.each(golden.heads.map((each, index) => [index, each] as const))("head %i", (_index, { hex, snapshot }) => {
    const head = headOf(snapshot);
    expect(decodeHead(Buffer.from(hex, "hex"))).toStrictEqual(head);
    expect(hexOf(encodeHead(head))).toBe(hex);
  });
});

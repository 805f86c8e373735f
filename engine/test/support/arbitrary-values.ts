import fc from "fast-check";
import {
  type AttributeChanges,
  type EntityId,
  type ExecutionId,
  type Failure,
  type InstanceId,
  type Json,
  type JsonText,
  type Origin,
  type RequestId,
  type RetryPolicy,
  type SearchAttributes,
  type TaskId,
  type WorkflowVersion,
  workflowVersion,
} from "../../src/model/index.js";

/*
 * Values as wild as their types allow: what is stored must come back whatever it is. What is only
 * ever written as JSON is a value that JSON can carry.
 */

const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));

/** Any string: empty, long, with characters outside of Unicode's planes, with halves of surrogate pairs. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "grapheme-ascii" }),
  fc.string({ unit: "binary" }),
  fc.string({ unit: anyUnit }),
  fc.string({ unit: "grapheme-ascii", minLength: 40, maxLength: 60 }),
  fc.string({ unit: "binary", minLength: 40, maxLength: 60 }),
  fc.constantFrom("", "\ud800", "a\udfff", "ü", "€".repeat(50), "x".repeat(48), "x".repeat(8_191), "😀".repeat(3_000)),
);

const hex = (digits: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: digits, maxLength: digits });

/** Ids of the shapes that are packed, of shapes that look like them, and of none. */
const anyId: fc.Arbitrary<string> = fc.oneof(
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
  fc.uuid().map((id) => id.replaceAll("-", "0")),
  fc.uuid().map((id) => `${id}~2`),
  hex(64),
  hex(64).map((digits) => `${digits.slice(1)}g`),
  hex(64).map((digits) => digits.toUpperCase()),
  anyText,
);

export const anyInstanceId = anyId as fc.Arbitrary<InstanceId>;
export const anyEntityId = fc.oneof(
  anyText,
  fc.tuple(anyText, anyText).map(([name, key]) => `@${name}@${key}`),
) as fc.Arbitrary<EntityId>;
export const anyExecutionId = anyId as fc.Arbitrary<ExecutionId>;
export const anyRequestId = anyId as fc.Arbitrary<RequestId>;
export const anyVersion: fc.Arbitrary<WorkflowVersion> = fc.oneof(
  hex(64).map(workflowVersion),
  anyId.map(workflowVersion),
);

const times = [
  fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2100, 0, 1) }),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(0, 0xffff_ffff, 0x1_0000_0000, 0xffff_ffff_fffe, 0xffff_ffff_ffff, 2 ** 53 - 1, 2 ** 53, 1.5, -1),
];
const notFinite = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0);

/** Any number, mostly such as are in use. */
export const anyNumber: fc.Arbitrary<number> = fc.oneof(fc.nat({ max: 300 }), ...times, fc.double(), notFinite);
/** Any number that JSON can carry. */
export const jsonNumber: fc.Arbitrary<number> = fc.oneof(fc.nat({ max: 300 }), ...times);
export const anyTask = anyNumber as fc.Arbitrary<TaskId>;
export const jsonTask = jsonNumber as fc.Arbitrary<TaskId>;

/** JSON text, and what is none: whoever stores it does not look inside. */
export const anyPayload = fc.oneof(fc.json(), anyText) as fc.Arbitrary<JsonText>;

export const anyAttributes: fc.Arbitrary<SearchAttributes> = fc.dictionary(
  anyText.filter((key) => key !== "__proto__"),
  fc.oneof(anyText, jsonNumber, fc.boolean(), fc.record({ timeMs: jsonNumber }, { noNullPrototype: true })),
  { maxKeys: 3, noNullPrototype: true },
);

export const anyAttributeChanges: fc.Arbitrary<AttributeChanges> = fc
  .tuple(
    anyAttributes,
    fc.dictionary(
      anyText.filter((key) => key !== "__proto__"),
      fc.constant(null),
      { maxKeys: 2 },
    ),
  )
  .map(([set, taken]) => ({ ...set, ...taken }));

/** Keys such as "__proto__" and "1" included. */
export const anyTags: fc.Arbitrary<Readonly<Record<string, string>>> = fc
  .array(fc.tuple(fc.oneof(anyText, fc.constantFrom("__proto__", "1", "constructor")), anyText), { maxLength: 4 })
  .map((entries) => Object.fromEntries(entries));

const anyJson = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json);

export const anyFailure: fc.Arbitrary<Failure> = fc.letrec<{ failure: Failure }>((tie) => ({
  failure: fc.record(
    {
      code: anyText,
      message: anyText,
      stack: anyText,
      details: anyJson,
      cause: fc.oneof(
        { maxDepth: 2, withCrossShrink: true },
        fc.record({ code: anyText, message: anyText }),
        tie("failure"),
      ),
      nonRetriable: fc.boolean(),
      type: anyText,
    },
    { requiredKeys: ["code", "message"] },
  ),
})).failure;

export const anyRetry: fc.Arbitrary<RetryPolicy> = fc.record(
  {
    maxAttempts: jsonNumber,
    firstDelayMs: jsonNumber,
    backoff: jsonNumber,
    maxDelayMs: jsonNumber,
    jitter: jsonNumber,
    totalTimeoutMs: jsonNumber,
    nonRetriable: fc.array(anyText, { maxLength: 3 }),
  },
  { requiredKeys: ["maxAttempts", "firstDelayMs"] },
);

export const anyOrigin: fc.Arbitrary<Origin> = fc.record({
  node: anyText,
  path: fc.array(anyNumber, { maxLength: 3 }),
});
export const jsonOrigin: fc.Arbitrary<Origin> = fc.record({
  node: anyText,
  path: fc.array(jsonNumber, { maxLength: 3 }),
});

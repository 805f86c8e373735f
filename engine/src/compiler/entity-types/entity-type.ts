import * as z from "zod";
import type { Json } from "../../model/index.js";
import { jsonSchema } from "../graph.js";
import { type GraphProblem, readAs } from "../parse-graph.js";

/**
 * A type of entity as a person writes it: what its entities keep, and what can be asked of them. As with graphs, what
 * this schema accepts may still be unfinished: that is what {@link checkEntityType} says.
 */
export const ENTITY_TYPE_FORMAT_VERSION = 1;

const expression = z.string().max(20_000);
const jsonObject = z.record(z.string(), jsonSchema);

/** What an operation does: expressions over `state`, `input` and `key`, or the body of a function of these. */
export const operationBodySchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("expressions"),
    /** The state afterwards. Absent: it stays as it is. */
    state: expression.optional(),
    /** What the caller gets. It reads the state as it was before. Absent: null. */
    result: expression.optional(),
  }),
  /** Returns `{ state, result }`, of which both may be left out. */
  z.strictObject({
    kind: z.literal("code"),
    language: z.enum(["javascript", "typescript"]),
    source: z.string().max(100_000),
  }),
]);

export const entityOperationSchema = z.strictObject({
  name: z.string().max(80),
  description: z.string().max(1_000).optional(),
  /** JSON Schemas; absent: any value, or none. */
  inputSchema: jsonObject.optional(),
  outputSchema: jsonObject.optional(),
  /** Afterwards the entity has no state: the next operation finds the initial one. */
  forgets: z.literal(true).optional(),
  body: operationBodySchema,
});

export const entityTypeSchema = z.strictObject({
  formatVersion: z.literal(ENTITY_TYPE_FORMAT_VERSION),
  /** What workflows name it by, and the first part of the ids of its entities. */
  name: z.string().max(80),
  title: z.string().max(80).optional(),
  description: z.string().max(2_000).optional(),
  /** JSON Schema that the state must fit after each operation that changes it. Absent: any state. */
  stateSchema: jsonObject.optional(),
  /** The state of an entity that has none yet. */
  initialState: jsonSchema as z.ZodType<Json>,
  operations: z.array(entityOperationSchema).max(100),
});

export type EntityType = z.infer<typeof entityTypeSchema>;
export type EntityOperationType = z.infer<typeof entityOperationSchema>;
export type OperationBody = z.infer<typeof operationBodySchema>;

export type ParsedEntityType =
  | { readonly ok: true; readonly entityType: EntityType }
  | { readonly ok: false; readonly problems: readonly GraphProblem[] };

/** Reads anything as a type of entity, or lists everything that keeps it from being one. */
export function parseEntityType(json: unknown): ParsedEntityType {
  const read = readAs(entityTypeSchema, json);
  return read.ok ? { ok: true, entityType: read.value } : read;
}

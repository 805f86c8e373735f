import * as z from "zod";
import type { Json } from "../model/index.js";

/**
 * A workflow as a person draws it. This is the only schema of it: the designer, the API and the
 * compiler all read graphs through it. What it accepts may still be unfinished (a setting missing,
 * an edge into nowhere): that is what {@link check} says, node by node. What it refuses is not a
 * graph at all.
 */
export const GRAPH_FORMAT_VERSION = 1;

const id = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9_-]+$/, "An id holds letters, digits, - and _.");

export const jsonSchema: z.ZodType<Json> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(jsonSchema), z.record(z.string(), jsonSchema)]),
);

/** A JavaScript expression, as typed. What it may contain is decided by {@link check}. */
const expression = z.string().max(20_000);

/** A setting: a fixed JSON value, or an expression that is evaluated when the node starts. */
export const valueSchema = z.union([z.strictObject({ literal: jsonSchema }), z.strictObject({ expression })]);
export type Value = z.infer<typeof valueSchema>;

/** How often a node that does work is tried. Shapes as `RetryPolicy` in the model. */
export const retrySchema = z.strictObject({
  maxAttempts: z.int().min(1).max(1_000),
  firstDelayMs: z.int().min(0).max(86_400_000),
  backoff: z.number().min(1).max(100).optional(),
  maxDelayMs: z.int().min(0).max(86_400_000).optional(),
});

const common = {
  id,
  /** The variable in the code, the word in expressions: unique in the graph. Checked, not refused. */
  name: z.string().max(80),
  /** The id of the container the node lies in. */
  parent: id.optional(),
  notes: z.string().max(10_000).optional(),
};
/** Settings of nodes that become activities. */
const work = {
  retry: retrySchema.optional(),
  /** Limit for one attempt. */
  timeoutMs: z.int().min(1).max(86_400_000).optional(),
};

export const HTTP_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] as const;

export const nodeSchema = z.discriminatedUnion("type", [
  /** Where a run begins. Its value is the run's input, which expressions call `input`. */
  z.strictObject({ ...common, type: z.literal("start"), config: z.strictObject({}) }),
  /** Ends a path with the run's output; inside a container, with the iteration's result. */
  z.strictObject({ ...common, type: z.literal("return"), config: z.strictObject({ value: valueSchema }) }),
  /** Any registered activity. `input` has one setting for each property of the activity's input schema. */
  z.strictObject({
    ...common,
    ...work,
    type: z.literal("activity"),
    config: z.strictObject({ activity: z.string().max(200), input: z.record(z.string(), valueSchema) }),
  }),
  /** The `http.request` activity with an inspector of its own. Value: `{ status, headers, body }`. */
  z.strictObject({
    ...common,
    ...work,
    type: z.literal("http"),
    config: z.strictObject({
      method: z.enum(HTTP_METHODS),
      url: valueSchema,
      headers: z.record(z.string(), valueSchema).optional(),
      query: z.record(z.string(), valueSchema).optional(),
      body: valueSchema.optional(),
      /** Statuses from 400 up fail the node, unless this is "accept". */
      onErrorStatus: z.enum(["fail", "accept"]).optional(),
    }),
  }),
  /** An object of expressions: `{ [field.name]: field.value }`. */
  z.strictObject({
    ...common,
    type: z.literal("set"),
    config: z.strictObject({ fields: z.array(z.strictObject({ name: z.string().max(200), value: valueSchema })) }),
  }),
  /** Ports "true" and "false". Value: the condition as a boolean. */
  z.strictObject({ ...common, type: z.literal("if"), config: z.strictObject({ condition: expression }) }),
  /** A durable timer. Value: undefined. */
  z.strictObject({ ...common, type: z.literal("delay"), config: z.strictObject({ durationMs: valueSchema }) }),
  /**
   * A container: its children run once per item, items in parallel. Inside, `itemName` is the item
   * and `indexName` its number from 0. Nodes of the body without an incoming edge start the
   * iteration; its *return* node gives the iteration's result. Value: the results, in item order.
   */
  z.strictObject({
    ...common,
    type: z.literal("forEach"),
    config: z.strictObject({
      items: expression,
      itemName: z.string().max(80),
      indexName: z.string().max(80).optional(),
      /** At most so many items at once; absent: all. */
      maxConcurrency: z.int().min(1).max(10_000).optional(),
    }),
  }),
]);
export type GraphNode = z.infer<typeof nodeSchema>;
export type NodeType = GraphNode["type"];
export type NodeOf<Type extends NodeType> = Extract<GraphNode, { type: Type }>;

/** The port an edge leaves from: "true" and "false" on an if, "out" everywhere else. */
export const PORTS = ["out", "true", "false"] as const;
export type Port = (typeof PORTS)[number];

export const edgeSchema = z.strictObject({ id, from: id, port: z.enum(PORTS), to: id });
export type GraphEdge = z.infer<typeof edgeSchema>;

export const graphSchema = z.strictObject({
  formatVersion: z.literal(GRAPH_FORMAT_VERSION),
  name: z.string().min(1).max(120),
  /** JSON Schema of the run's input (draft 2020-12). Absent: any JSON. */
  inputSchema: z.record(z.string(), jsonSchema).optional(),
  nodes: z.array(nodeSchema).max(5_000),
  edges: z.array(edgeSchema).max(20_000),
});
export type Graph = z.infer<typeof graphSchema>;

/**
 * Where the boxes are: beside the graph, because it changes nothing of what the workflow does.
 * Positions are in canvas pixels, relative to the parent container, top left corner.
 */
export const layoutSchema = z.record(
  id,
  z.strictObject({
    x: z.number(),
    y: z.number(),
    /** Containers only. */
    width: z.number().positive().optional(),
    height: z.number().positive().optional(),
  }),
);
export type Layout = z.infer<typeof layoutSchema>;

/** The output ports of a node, in the order in which they are drawn. */
export function portsOf(type: NodeType): readonly Port[] {
  if (type === "if") return ["true", "false"];
  return type === "return" ? [] : ["out"];
}

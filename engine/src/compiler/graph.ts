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
  /** The share of each wait that is left to chance, from 0 to 1. */
  jitter: z.number().min(0).max(1).optional(),
  totalTimeoutMs: z.int().min(1).max(31_536_000_000).optional(),
  /** Codes or types of failures that are not tried again. */
  nonRetriable: z.array(z.string().min(1).max(200)).max(100).optional(),
  /** A condition over `error`: the failed attempt is repeated only when it holds. */
  retryIf: expression.optional(),
});

/** When a node with several incoming edges begins. Absent: when all have settled and at least one lives. */
export const joinSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("all") }),
  /** As soon as one edge lives. `rest` says what becomes of the nodes before it that nobody else waits for. */
  z.strictObject({ kind: z.literal("any"), rest: z.enum(["goOn", "cancel"]).optional() }),
  /** As soon as so many edges live. When so many can live no more, the node is skipped. */
  z.strictObject({
    kind: z.literal("count"),
    count: z.int().min(1).max(1_000),
    rest: z.enum(["goOn", "cancel"]).optional(),
  }),
]);
export type Join = z.infer<typeof joinSchema>;

const common = {
  id,
  /** The variable in the code, the word in expressions: unique in the graph. Checked, not refused. */
  name: z.string().max(80),
  /** The id of the container the node lies in. */
  parent: id.optional(),
  notes: z.string().max(10_000).optional(),
};
/** Settings of nodes that take part in a run. */
const step = {
  ...common,
  join: joinSchema.optional(),
  /** A node that is switched off does nothing: its value is undefined, and what comes after it goes on by "out". */
  disabled: z.literal(true).optional(),
};
/** Settings of nodes whose work can fail and be tried again. */
const work = {
  ...step,
  retry: retrySchema.optional(),
  /** Limit for one attempt. */
  timeoutMs: z.int().min(1).max(86_400_000).optional(),
};
/** A number: fixed, or an expression. */
const countSetting = (least: number, most: number) =>
  z.union([z.int().min(least).max(most), z.strictObject({ expression })]);

const variableName = z.string().max(80);
const jsonObject = z.record(z.string(), jsonSchema);

export const HTTP_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] as const;

export const nodeSchema = z.discriminatedUnion("type", [
  /** Where a run begins. Its value is the run's input, which expressions call `input`. */
  z.strictObject({ ...common, type: z.literal("start"), config: z.strictObject({}) }),
  /** Ends a path with the run's output; inside a container, with the container's (or the iteration's) result. */
  z.strictObject({
    ...step,
    type: z.literal("return"),
    config: z.strictObject({
      value: valueSchema,
      /** The run ends here and now, wherever this lies, with this output; what still runs is cancelled. */
      endsRun: z.literal(true).optional(),
    }),
  }),
  /** Any registered activity. `input` has one setting for each property of the activity's input schema. */
  z.strictObject({
    ...work,
    type: z.literal("activity"),
    config: z.strictObject({ activity: z.string().max(200), input: z.record(z.string(), valueSchema) }),
  }),
  /** The `http.request` activity with an inspector of its own. Value: `{ status, headers, body }`. */
  z.strictObject({
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
      /** The statuses that are a success, instead of that: `200-299, 404`. */
      expectedStatus: z.string().max(200).optional(),
      /** Who asks. The secret is named; its value is known to the activity alone, and to no history. */
      auth: z
        .discriminatedUnion("kind", [
          z.strictObject({ kind: z.literal("bearer"), secret: z.string().max(200) }),
          z.strictObject({ kind: z.literal("basic"), user: z.string().max(1_000), secret: z.string().max(200) }),
          z.strictObject({ kind: z.literal("header"), header: z.string().max(200), secret: z.string().max(200) }),
        ])
        .optional(),
      /** JSON Schema of the body; one that does not fit fails the node with `ResponseInvalid`. */
      responseSchema: jsonObject.optional(),
      /** After a 202 with a Location the node asks there, as often as Retry-After says, until there is an answer. */
      poll: z.strictObject({ everyMs: z.int().min(100).max(86_400_000).optional() }).optional(),
    }),
  }),
  /** JavaScript or TypeScript of the user's, run in a sandbox as the body of a function of its inputs. Value: what it returns. */
  z.strictObject({
    ...work,
    type: z.literal("code"),
    config: z.strictObject({
      language: z.enum(["javascript", "typescript"]),
      source: z.string().max(200_000),
      inputs: z.array(z.strictObject({ name: variableName, value: valueSchema })).max(100),
      memoryMb: z.int().min(1).max(512).optional(),
    }),
  }),
  /** An object of expressions: `{ [field.name]: field.value }`. */
  z.strictObject({
    ...step,
    type: z.literal("set"),
    config: z.strictObject({ fields: z.array(z.strictObject({ name: z.string().max(200), value: valueSchema })) }),
  }),
  /** Ports "true" and "false". Value: the condition as a boolean. */
  z.strictObject({ ...step, type: z.literal("if"), config: z.strictObject({ condition: expression }) }),
  /**
   * A port for each case, named by its id, and "default". The first case whose condition holds is
   * taken. Value: the label of the case, or "default".
   */
  z.strictObject({
    ...step,
    type: z.literal("switch"),
    config: z.strictObject({
      cases: z.array(z.strictObject({ id, label: z.string().max(80), condition: expression })).max(200),
    }),
  }),
  /** A durable timer: for a time, or until a date (ISO 8601, or milliseconds since 1970). Value: undefined. */
  z.strictObject({
    ...step,
    type: z.literal("delay"),
    config: z.union([z.strictObject({ durationMs: valueSchema }), z.strictObject({ until: valueSchema })]),
  }),
  /** Fails with a failure of its own, or, with `error`, with one that was caught, as it is. */
  z.strictObject({
    ...step,
    type: z.literal("throw"),
    config: z.strictObject({
      code: valueSchema.optional(),
      message: valueSchema.optional(),
      details: valueSchema.optional(),
      nonRetriable: z.literal(true).optional(),
      error: expression.optional(),
    }),
  }),
  /**
   * Waits until somebody raises the event for the run. Ports "out" and, with a time limit, "timeout": when
   * nobody has raised it by then that port is taken; if no edge leaves it the node fails with `Timeout`.
   * Value: the event's payload.
   */
  z.strictObject({
    ...step,
    type: z.literal("waitForEvent"),
    config: z.strictObject({
      event: valueSchema,
      waitMs: valueSchema.optional(),
      /** JSON Schema of the payload; one that does not fit fails the node with `EventPayloadInvalid`. */
      schema: jsonObject.optional(),
    }),
  }),
  /**
   * Asks a person. Ports "approved", "rejected" and, with a time limit, "timeout" (as of waitForEvent).
   * Value: `{ approved, by?, comment?, form? }`.
   */
  z.strictObject({
    ...step,
    type: z.literal("approval"),
    config: z.strictObject({
      /** What is asked, in a sentence. */
      question: valueSchema,
      /** What the person should see to decide. */
      details: valueSchema.optional(),
      /** JSON Schema of an object: what else the person is asked for. */
      form: jsonObject.optional(),
      waitMs: valueSchema.optional(),
    }),
  }),
  /** Runs another workflow. Value: its output; with `wait: false` the id of its run. */
  z.strictObject({
    ...work,
    type: z.literal("subWorkflow"),
    config: z.strictObject({
      /** The name that the catalog knows it by. */
      workflow: z.string().max(200),
      /** Absent: the version that is current when this graph is published. */
      version: z.string().max(100).optional(),
      input: valueSchema,
      instanceId: valueSchema.optional(),
      wait: z.boolean(),
    }),
  }),
  /** Has an entity perform an operation, once. Value: what it returns. */
  z.strictObject({
    ...step,
    type: z.literal("callEntity"),
    config: z.strictObject({
      entity: z.string().max(200),
      key: valueSchema,
      operation: z.string().max(200),
      input: valueSchema.optional(),
    }),
  }),
  /** The same without waiting, perhaps at a later time. Value: undefined. */
  z.strictObject({
    ...step,
    type: z.literal("signalEntity"),
    config: z.strictObject({
      entity: z.string().max(200),
      key: valueSchema,
      operation: z.string().max(200),
      input: valueSchema.optional(),
      /** ISO 8601, or milliseconds since 1970. */
      at: valueSchema.optional(),
    }),
  }),
  /** Begins the run again with a new input and an empty history. Nothing comes after it. */
  z.strictObject({ ...step, type: z.literal("continueAsNew"), config: z.strictObject({ input: valueSchema }) }),
  /** What the run says of itself from now on. Value: undefined. */
  z.strictObject({ ...step, type: z.literal("setStatus"), config: z.strictObject({ status: valueSchema }) }),
  /**
   * A container: its children run once per item, items in parallel. Inside, `itemName` is the item
   * and `indexName` its number from 0. Nodes of the body without an incoming edge start the
   * iteration; its *return* node gives the iteration's result. Value: the results, in item order.
   */
  z.strictObject({
    ...step,
    type: z.literal("forEach"),
    config: z.strictObject({
      items: expression,
      itemName: variableName,
      indexName: variableName.optional(),
      /** At most so many items at once; absent: all. */
      maxConcurrency: countSetting(1, 10_000).optional(),
      /**
       * `stop` (default): the first failure is the node's, and no further item starts. `collect`: the value is a list
       * of `{ ok: true, value }` and `{ ok: false, error }`.
       */
      onFailure: z.enum(["stop", "collect"]).optional(),
      /** With `collect`: the node fails with `TooManyFailures` as soon as more items than this have failed. */
      toleratedFailures: countSetting(0, 1_000_000).optional(),
      /** The same, as a share of all items from 0 to 100. */
      toleratedPercent: countSetting(0, 100).optional(),
    }),
  }),
  /**
   * A container whose body runs again and again while the condition holds. The variables have their
   * `initial` value in the first round and the value of `next` in the one after; `next` reads the body's
   * nodes and the variables. Value: an object of the last variables.
   */
  z.strictObject({
    ...step,
    type: z.literal("while"),
    config: z.strictObject({
      condition: expression,
      /** `before` (default): it may run no round at all. `after`: the body runs once before the condition is asked. */
      test: z.enum(["before", "after"]).optional(),
      variables: z
        .array(z.strictObject({ name: variableName, initial: valueSchema, next: expression.optional() }))
        .max(100),
      /** The node fails with `TooManyRounds` when the condition still holds after so many. Absent: no limit. */
      maxRounds: z.int().min(1).max(1_000_000).optional(),
    }),
  }),
  /**
   * A container with a body, and in it at most one *catch* and one *finally*, which have no edges. A failure of
   * the body undoes what is to be undone and goes to the catch. Value: that of the body's return, or the catch's.
   */
  z.strictObject({ ...step, type: z.literal("try"), config: z.strictObject({}) }),
  /** A container in a try. Inside, `errorName` is the failure: `{ code, message, type?, details?, node? }`. */
  z.strictObject({
    ...common,
    type: z.literal("catch"),
    config: z.strictObject({
      errorName: variableName,
      /** Codes or types of failures; absent: all. Others go on outwards. */
      codes: z.array(z.string().min(1).max(200)).max(100).optional(),
      /** A condition over the failure; where it does not hold the failure goes on outwards. */
      condition: expression.optional(),
    }),
  }),
  /** A container in a try, which runs at the end in every case: after success, failure and cancellation. Has no value. */
  z.strictObject({ ...common, type: z.literal("finally"), config: z.strictObject({}) }),
  /** A critical section: while the body runs, the entities are this run's alone. Value: that of the body's return. */
  z.strictObject({
    ...step,
    type: z.literal("lock"),
    config: z.strictObject({
      entities: z.array(z.strictObject({ entity: z.string().max(200), key: valueSchema })).max(100),
    }),
  }),
  /** A container whose body is cancelled when the time is over; the node then fails with `Timeout`. Value: the body's. */
  z.strictObject({ ...step, type: z.literal("timeout"), config: z.strictObject({ limitMs: valueSchema }) }),
  /**
   * A container whose branches (parts of the body that no edge connects) race; the others are cancelled. Value:
   * `{ winner, value }`: the name of the branch's first node and the value of its return.
   */
  z.strictObject({
    ...step,
    type: z.literal("race"),
    /** `settled` (default): the first to end wins, and when it failed so does the node. `succeeded`: the first success. */
    config: z.strictObject({ first: z.enum(["settled", "succeeded"]).optional() }),
  }),
  /** A text on the canvas. It takes no part in a run. */
  z.strictObject({ ...common, type: z.literal("note"), config: z.strictObject({ text: z.string().max(20_000) }) }),
  /** A titled frame on the canvas, behind what lies in it. It takes no part in a run. */
  z.strictObject({
    ...common,
    type: z.literal("group"),
    config: z.strictObject({
      title: z.string().max(200),
      color: z.enum(["gray", "blue", "green", "yellow", "red", "violet"]).optional(),
    }),
  }),
]);
export type GraphNode = z.infer<typeof nodeSchema>;
export type NodeType = GraphNode["type"];
export type NodeOf<Type extends NodeType> = Extract<GraphNode, { type: Type }>;

/** Nodes that others lie in, by their `parent`. */
export const CONTAINER_TYPES = ["forEach", "while", "try", "catch", "finally", "lock", "timeout", "race"] as const;
export type ContainerType = (typeof CONTAINER_TYPES)[number];
export type ContainerNode = NodeOf<ContainerType>;
export const isContainer = (node: GraphNode): node is ContainerNode =>
  (CONTAINER_TYPES as readonly string[]).includes(node.type);

/** Nodes that do work, which can be tried again and undone. */
export const WORK_TYPES = ["activity", "http", "code", "subWorkflow"] as const;
export type WorkType = (typeof WORK_TYPES)[number];
export type WorkNode = NodeOf<WorkType>;
export const isWork = (node: GraphNode): node is WorkNode => (WORK_TYPES as readonly string[]).includes(node.type);

/**
 * The port an edge leaves from. "out" is the ordinary one; an if has "true" and "false"; a switch the ids of its cases
 * and "default"; an approval "approved" and "rejected"; "timeout" where a wait has a limit; "error" is taken, instead
 * of the others, when the node fails; "undo" leads to the node that undoes this one.
 */
export type Port = string;

export const edgeSchema = z.strictObject({ id, from: id, port: id, to: id });
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

/** The ports of a node that are always drawn, in order; "error" and "undo" are beside them. */
export function portsOf(node: GraphNode): readonly Port[] {
  switch (node.type) {
    case "if":
      return ["true", "false"];
    case "switch":
      return [...node.config.cases.map((each) => each.id), "default"];
    case "approval":
      return ["approved", "rejected", ...(node.config.waitMs === undefined ? [] : ["timeout"])];
    case "waitForEvent":
      return ["out", ...(node.config.waitMs === undefined ? [] : ["timeout"])];
    case "return":
    case "throw":
    case "continueAsNew":
    case "catch":
    case "finally":
    case "note":
    case "group":
      return [];
    default:
      return ["out"];
  }
}

/** True for a node that may fail by itself and so has a port "error". A throw's failure goes outwards. */
export function hasErrorPort(node: GraphNode): boolean {
  switch (node.type) {
    case "activity":
    case "http":
    case "code":
    case "subWorkflow":
    case "callEntity":
    case "waitForEvent":
    case "approval":
    case "forEach":
    case "while":
    case "try":
    case "lock":
    case "timeout":
    case "race":
      return true;
    default:
      return false;
  }
}

/** True for a node that may have an undo node: the target of its port "undo", which has no other edges. */
export const hasUndoPort = (node: GraphNode): boolean => isWork(node) || node.type === "callEntity";

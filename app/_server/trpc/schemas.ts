import { type Diagnostic, entityTypeSchema, graphSchema, layoutSchema } from "@dacapo/engine/compiler";
import { type HistoryEvent, INSTANCE_STATUSES, type JsonObject } from "@dacapo/engine/model";
import * as z from "zod";
import type {
  ActivityCatalog,
  ActivityList,
  Catalog,
  CheckedEntityType,
  EntityInfo,
  EntityType,
  EntityTypeDraft,
  EntityTypeList,
  ExampleCard,
  Failure,
  Graph,
  ImportedDrawing,
  Json,
  Layout,
  LivingEntityPage,
  RunPage,
  RunView,
  SourceMap,
  SystemStatus,
  TriedOperation,
  WorkflowDraft,
  WorkflowInfo,
  WorkflowPage,
} from "../api-types";
import type { TypeMember } from "../types/type-checker";
import type { TypeInExpression, TypeOfExpression } from "../use-cases/check-types";

/** The schemas of what the API takes and gives; OpenAPI and the command line can be generated from them. */

/** A schema of what we give: what goes in and what comes out are the same, so answers are checked as written. */
type Of<T> = z.ZodType<T, T>;

// Read as they are written: none of these changes a value, so both sides have one type.
const graph = graphSchema as unknown as Of<Graph>;
const layout = layoutSchema as unknown as Of<Layout>;
const json = z.json() as unknown as Of<Json>;

export const workflowId = z.string().min(1).max(64).describe("The id of a workflow.");
export const runId = z.string().min(1).max(256).describe("The id of a run.");
export const cursor = z.string().max(1_000).optional().describe("Where the page before ended: its nextCursor.");
export const pageLimit = z.int().min(1).max(200).optional().describe("How many items at most; 50 when absent.");
/** What is sent with a graph that is being drawn. */
export const drawnGraphSchema = z.object({
  graph,
  workflowId: workflowId
    .optional()
    .describe("Whose graph it is, when it has been saved: it cannot call itself, and its last run shows values."),
  samples: z
    .record(z.string(), json)
    .optional()
    .describe("What stands for the input (as input) and for values of nodes, by id, where no schema and no run says."),
});

export const drawnNodeSchema = drawnGraphSchema.extend({ nodeId: z.string().max(64) });

export const placeInExpressionSchema = drawnNodeSchema.extend({
  field: z.string().max(500).describe("The setting, as in a diagnostic: config.condition."),
  offset: z.int().min(0).max(1_000_000).describe("Where in the setting's text, in UTF-16 units."),
});

const range = z.object({ from: z.number(), to: z.number() });

export const diagnosticSchema = z.object({
  severity: z.enum(["error", "warning"]),
  code: z.string(),
  nodeId: z.string().optional(),
  edgeId: z.string().optional(),
  field: z.string().optional(),
  range: range.optional(),
  message: z.string(),
}) as unknown as Of<Diagnostic>;

export const typeMemberSchema: Of<TypeMember> = z.object({
  name: z.string(),
  kind: z.enum(["property", "method"]),
  type: z.string(),
});

export const typeOfExpressionSchema: Of<TypeOfExpression> = z.object({ field: z.string(), type: z.string() });

export const typeInExpressionSchema: Of<TypeInExpression> = range.extend({ text: z.string() });

export const statusSchema = z.enum(INSTANCE_STATUSES);

const epochMs = z.number().describe("Milliseconds since 1970-01-01T00:00:00Z.");

export const importedDrawingSchema: Of<ImportedDrawing> = z.object({
  format: z.enum(["dacapo", "stepFunctions"]),
  graph,
  layout,
  states: z.array(
    z.object({
      state: z.string(),
      type: z.string(),
      path: z.string().describe("Where it stands in the definition."),
      verdict: z.enum(["mapped", "approximated"]),
      nodes: z.array(z.string()).describe("The ids of its nodes."),
      notes: z.array(z.string()).describe("What differs from Step Functions."),
    }),
  ),
  notes: z.array(z.string()),
});

export const workflowPageSchema: Of<WorkflowPage> = z.object({
  items: z.array(
    z.object({
      workflowId,
      name: z.string(),
      updatedAt: z.date(),
      graph,
      layout,
      lastRun: z.object({ runId, status: statusSchema, createdAtMs: epochMs }).exactOptional(),
    }),
  ),
  nextCursor: z.string().exactOptional(),
});

export const workflowDraftSchema: Of<WorkflowDraft> = z.object({
  workflowId,
  name: z.string(),
  graph,
  layout,
  revision: z.int(),
  sampleInput: json.exactOptional(),
  description: z.string().exactOptional(),
  exampleId: z.string().exactOptional(),
  createdAt: z.date(),
  updatedAt: z.date(),
});

export const exampleCardsSchema: Of<readonly ExampleCard[]> = z.array(
  z.object({
    exampleId: z.string(),
    title: z.string(),
    description: z.string(),
    graph,
    layout,
  }),
);

const runFailureSchema = z.object({ code: z.string(), message: z.string() });

export const runPageSchema: Of<RunPage> = z.object({
  items: z.array(
    z.object({
      runId,
      workflowId: workflowId.exactOptional(),
      name: z.string(),
      status: statusSchema,
      createdAtMs: epochMs,
      updatedAtMs: epochMs,
      completedAtMs: epochMs.exactOptional(),
      eventCount: z.int(),
      failure: runFailureSchema.exactOptional(),
      failedNode: z.string().exactOptional(),
    }),
  ),
  nextCursor: z.string().exactOptional(),
});

const failureSchema: Of<Failure> = z.lazy(() =>
  z.object({
    code: z.string(),
    message: z.string(),
    stack: z.string().exactOptional(),
    details: json.exactOptional(),
    cause: failureSchema.exactOptional(),
    nonRetriable: z.boolean().exactOptional(),
  }),
);

const sourceMapSchema: Of<SourceMap> = z.object({
  linesOfNode: z.record(z.string(), z.array(z.object({ from: z.int(), to: z.int() }))),
  nodeOfLine: z.array(z.string().nullable()),
});

export const runViewSchema: Of<RunView> = z.object({
  runId,
  workflowId: workflowId.exactOptional(),
  name: z.string(),
  version: z.string().exactOptional(),
  status: statusSchema,
  failure: failureSchema.exactOptional(),
  failedNode: z.string().exactOptional(),
  createdAtMs: epochMs,
  updatedAtMs: epochMs,
  completedAtMs: epochMs.exactOptional(),
  parentRunId: runId.exactOptional(),
  input: z.union([json, z.undefined()]),
  output: z.union([json, z.undefined()]),
  eventCount: z.int(),
  graph: graph.exactOptional(),
  layout: layout.exactOptional(),
  code: z.string().exactOptional(),
  sourceMap: sourceMapSchema.exactOptional(),
});

/**
 * What every history event carries; the rest depends on its type and is passed on as it is. The
 * engine's own types say what it may be, and a schema of each event here would be a second truth.
 */
export const historyEventSchema = z.looseObject({
  seq: z.int().min(1),
  atMs: epochMs,
  type: z.string(),
}) as unknown as Of<HistoryEvent>;

const jsonObjectSchema = z.record(z.string(), json) as unknown as Of<JsonObject>;

export const activityCatalogSchema: Of<ActivityCatalog> = z.array(
  z.object({
    name: z.string(),
    title: z.string(),
    description: z.string(),
    icon: z.string(),
    effects: z.enum(["idempotent", "external"]),
    inputSchema: jsonObjectSchema,
    outputSchema: jsonObjectSchema.exactOptional(),
  }),
);

export const activityListSchema: Of<ActivityList> = z.object({
  activities: activityCatalogSchema,
  problems: z.array(
    z.object({
      pack: z.string().describe("The file or package, or the configuration that names packages."),
      message: z.string(),
    }),
  ),
});

const entityInfoSchema: Of<EntityInfo> = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  icon: z.string(),
  stateSchema: jsonObjectSchema.exactOptional(),
  operations: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      inputSchema: jsonObjectSchema.exactOptional(),
      outputSchema: jsonObjectSchema.exactOptional(),
    }),
  ),
});

const workflowInfoSchema: Of<WorkflowInfo> = z.object({
  name: z.string().describe("The workflow's id: what a graph names it by."),
  title: z.string(),
  version: z.string().exactOptional(),
  inputSchema: jsonObjectSchema.exactOptional(),
  outputSchema: jsonObjectSchema.exactOptional(),
});

export const catalogSchema: Of<Catalog> = z.object({
  activities: activityCatalogSchema,
  entities: z.array(entityInfoSchema),
  workflows: z.array(workflowInfoSchema),
});

export const entityTypeId = z.string().min(1).max(64).describe("The id of a type of entity.");

const entityType = entityTypeSchema as unknown as Of<EntityType>;

export const entityTypeListSchema: Of<EntityTypeList> = z.object({
  items: z.array(
    z.object({
      entityTypeId,
      name: z.string(),
      title: z.string(),
      description: z.string(),
      operations: z.array(z.string()),
      revision: z.int(),
      publishedRevision: z.int().exactOptional(),
      updatedAt: z.date(),
    }),
  ),
  builtIn: z.array(entityInfoSchema).describe("Those that come with Dacapo."),
});

export const entityTypeDraftSchema: Of<EntityTypeDraft> = z.object({
  entityTypeId,
  entityType,
  revision: z.int(),
  publishedRevision: z.int().exactOptional(),
  published: entityType.exactOptional(),
  createdAt: z.date(),
  updatedAt: z.date(),
});

export const checkedEntityTypeSchema: Of<CheckedEntityType> = z.object({
  diagnostics: z.array(diagnosticSchema),
  code: z.string().exactOptional().describe("What the type becomes, when nothing is wrong."),
});

export const triedOperationSchema: Of<TriedOperation> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("completed"),
    state: json.exactOptional().describe("The state afterwards; absent when it is forgotten."),
    result: json,
  }),
  z.object({ kind: z.literal("failed"), failure: failureSchema }),
]);

export const livingEntityPageSchema: Of<LivingEntityPage> = z.object({
  items: z.array(
    z.object({
      key: z.string(),
      state: json.exactOptional(),
      lastModifiedAtMs: epochMs.exactOptional(),
      lockedBy: z.string().exactOptional().describe("The run that holds its lock."),
      queued: z.int(),
      problem: z.string().exactOptional().describe("How the state does not fit the schema that is in force."),
    }),
  ),
  nextCursor: z.string().exactOptional(),
});

export const systemStatusSchema: Of<SystemStatus> = z.object({
  engine: z.discriminatedUnion("state", [
    z.object({ state: z.literal("running") }),
    z.object({ state: z.literal("stopped"), reason: z.string(), code: z.string() }),
  ]),
  version: z.string(),
  dataDir: z.string().describe("Where the runs are kept, as an absolute path."),
});

/** Any JSON, however the caller made it. */
export const anyJson = json;

import type {
  Distribution,
  FlushSample,
  HubMetrics,
  PartitionMetrics,
  RecoveryProgress,
  ThreadMetrics,
} from "@dacapo/engine";
import type {
  ActivityCatalog,
  Catalog,
  Diagnostic,
  EntityInfo,
  EntityType,
  Graph,
  Layout,
  SourceMap,
  WorkflowInfo,
} from "@dacapo/engine/compiler";
import type { Failure, HistoryEvent, InstanceStatus, Json } from "@dacapo/engine/model";

/**
 * What the API answers with. Types alone, so that browser code may import them. Ids are plain
 * strings here: a browser holds them, it never makes them.
 */
export type {
  ActivityCatalog,
  Catalog,
  Diagnostic,
  Distribution,
  EntityInfo,
  EntityType,
  Failure,
  FlushSample,
  Graph,
  HistoryEvent,
  HubMetrics,
  InstanceStatus,
  Json,
  Layout,
  PartitionMetrics,
  RecoveryProgress,
  SourceMap,
  ThreadMetrics,
  WorkflowInfo,
};

/** The activities that there are, and what is wrong with packs that were to bring more. */
export interface ActivityList {
  readonly activities: ActivityCatalog;
  readonly problems: readonly { readonly pack: string; readonly message: string }[];
}

/** One thing that is wrong with a request: where, which rule, and a sentence. */
export interface Problem {
  /** Where in what was sent: `graph.nodes.2.config.url`, `checkout.config.url`, `input.items.0`. */
  readonly path: string;
  /** A stable word to branch on. */
  readonly code: string;
  readonly message: string;
}

export interface LastRun {
  readonly runId: string;
  readonly status: InstanceStatus;
  readonly createdAtMs: number;
}

/** A workflow as the gallery shows it: small enough to draw, with how its latest run went. */
export interface WorkflowCard {
  readonly workflowId: string;
  readonly name: string;
  readonly updatedAt: Date;
  readonly graph: Graph;
  readonly layout: Layout;
  readonly lastRun?: LastRun;
}

export interface WorkflowPage {
  readonly items: readonly WorkflowCard[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

/** What a person is working on. `revision` counts the saves; a save names the one it started from. */
export interface WorkflowDraft {
  readonly workflowId: string;
  readonly name: string;
  readonly graph: Graph;
  readonly layout: Layout;
  readonly revision: number;
  /** What the latest run was started with, or what the example suggests. */
  readonly sampleInput?: Json;
  readonly description?: string;
  /** The example that the workflow was copied from. */
  readonly exampleId?: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A type of entity as the list shows it. */
export interface EntityTypeCard {
  readonly entityTypeId: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The names of its operations, as it was saved last. */
  readonly operations: readonly string[];
  readonly revision: number;
  /** The revision that is in force; absent: it was never published. */
  readonly publishedRevision?: number;
  readonly updatedAt: Date;
}

export interface EntityTypeList {
  readonly items: readonly EntityTypeCard[];
  /** Those that come with Dacapo. */
  readonly builtIn: readonly EntityInfo[];
}

/** A type of entity as a person works on it. `revision` counts the saves; a save names the one it started from. */
export interface EntityTypeDraft {
  readonly entityTypeId: string;
  readonly entityType: EntityType;
  readonly revision: number;
  readonly publishedRevision?: number;
  /** The type that is in force. */
  readonly published?: EntityType;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What is wrong with a type, and the code that it becomes when nothing is. */
export interface CheckedEntityType {
  readonly diagnostics: readonly Diagnostic[];
  readonly code?: string;
}

/** What an operation would do. */
export type TriedOperation =
  | { readonly kind: "completed"; readonly state?: Json; readonly result: Json }
  | { readonly kind: "failed"; readonly failure: Failure };

/** An entity that has a state. */
export interface LivingEntity {
  readonly key: string;
  readonly state?: Json;
  readonly lastModifiedAtMs?: number;
  /** The run that holds its lock. */
  readonly lockedBy?: string;
  readonly queued: number;
  /** How the state does not fit the schema that is in force. */
  readonly problem?: string;
}

export interface LivingEntityPage {
  readonly items: readonly LivingEntity[];
  readonly nextCursor?: string;
}

export interface ExampleCard {
  readonly exampleId: string;
  readonly title: string;
  readonly description: string;
  readonly graph: Graph;
  readonly layout: Layout;
}

/** A run as the list shows it. */
export interface RunRow {
  readonly runId: string;
  readonly workflowId?: string;
  readonly name: string;
  readonly status: InstanceStatus;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly completedAtMs?: number;
  readonly eventCount: number;
  readonly failure?: RunFailure;
  /** The name of the node whose failure nobody caught. */
  readonly failedNode?: string;
}

export interface RunFailure {
  readonly code: string;
  readonly message: string;
}

export interface RunPage {
  readonly items: readonly RunRow[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

/** One run, with the drawing and the code of the version that runs. */
export interface RunView {
  readonly runId: string;
  readonly workflowId?: string;
  readonly name: string;
  /** The SHA-256 of the code that runs. */
  readonly version?: string;
  readonly status: InstanceStatus;
  readonly failure?: Failure;
  readonly failedNode?: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly completedAtMs?: number;
  /** The run that started this one and waits for it. */
  readonly parentRunId?: string;
  readonly input: Json | undefined;
  readonly output: Json | undefined;
  readonly eventCount: number;
  readonly graph?: Graph;
  readonly layout?: Layout;
  readonly code?: string;
  readonly sourceMap?: SourceMap;
}

/** How the engine is. `stopped`: it accepts nothing until the server is started again. */
export type EngineHealth =
  | { readonly state: "running" }
  | { readonly state: "stopped"; readonly reason: string; readonly code: string };

/** The engine at one moment: its figures, or why it has none. */
export type EngineReading =
  | { readonly state: "running"; readonly metrics: HubMetrics }
  | (EngineHealth & { readonly state: "stopped" });

export interface SystemStatus {
  readonly engine: EngineHealth;
  /** Dacapo's version. */
  readonly version: string;
  /** Where the runs are kept, as an absolute path. */
  readonly dataDir: string;
}

/** What became of one state of a definition that was imported. */
export interface ImportedState {
  readonly state: string;
  readonly type: string;
  /** Where it stands in the definition. */
  readonly path: string;
  readonly verdict: "mapped" | "approximated";
  /** The ids of its nodes. */
  readonly nodes: readonly string[];
  /** What differs, a sentence each. */
  readonly notes: readonly string[];
}

/** A drawing that was read from a text. Nothing is stored of it. */
export interface ImportedDrawing {
  /** `dacapo`: a drawing of ours, as it was. `stepFunctions`: made from Amazon States Language. */
  readonly format: "dacapo" | "stepFunctions";
  readonly graph: Graph;
  /** Empty where nothing was said of places. */
  readonly layout: Layout;
  readonly states: readonly ImportedState[];
  /** About the definition as a whole. */
  readonly notes: readonly string[];
}

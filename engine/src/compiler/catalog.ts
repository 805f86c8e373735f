import type { JsonObject } from "../model/index.js";

/** What a workflow's author needs to know of a registered activity; the palette and the inspector read it. */
export interface ActivityInfo {
  /** The registered name, such as `image.thumbnail`: a dot-separated path of identifiers. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The name of a Tabler outline icon, such as `photo`. */
  readonly icon: string;
  /** `idempotent`: a repeat changes nothing. `external`: the world may see each attempt. */
  readonly effects: "idempotent" | "external";
  /** JSON Schema of an object. */
  readonly inputSchema: JsonObject;
  /** JSON Schema of the result, when known. */
  readonly outputSchema?: JsonObject;
}

/** Every activity that a graph may name. */
export type ActivityCatalog = readonly ActivityInfo[];

/** What a workflow's author needs to know of a type of entity. */
export interface EntityInfo {
  /** The registered name, such as `Counter`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly icon: string;
  /** JSON Schema of the state, when known. */
  readonly stateSchema?: JsonObject;
  readonly operations: readonly EntityOperationInfo[];
}

export interface EntityOperationInfo {
  readonly name: string;
  readonly description: string;
  /** JSON Schemas; absent: any value, or none. */
  readonly inputSchema?: JsonObject;
  readonly outputSchema?: JsonObject;
}

/** What a workflow's author needs to know of another workflow. */
export interface WorkflowInfo {
  /** What a graph names it by: the workflow's id, which a renaming leaves alone. */
  readonly name: string;
  readonly title: string;
  /** The version that a call is pinned to when the caller is published. Absent: it has not been published yet. */
  readonly version?: string;
  readonly inputSchema?: JsonObject;
  readonly outputSchema?: JsonObject;
}

/** Everything that a graph may name. */
export interface Catalog {
  readonly activities: ActivityCatalog;
  readonly entities: readonly EntityInfo[];
  readonly workflows: readonly WorkflowInfo[];
}

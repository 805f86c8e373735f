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

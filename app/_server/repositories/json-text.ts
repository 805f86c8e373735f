import type { EntityType, Graph, Json, Layout, SourceMap } from "../api-types";

/**
 * JSON columns hold text. What is written has been through its schema, which puts the keys of a
 * graph in the schema's order; keys that a person chose (the properties of an input schema, say)
 * keep the order they were typed in.
 */
export function textOf(value: EntityType | Graph | Layout | SourceMap | Json): string {
  return JSON.stringify(value);
}

// Only `textOf` writes these columns, with values of these types.
export const graphFromText = (text: string): Graph => JSON.parse(text) as Graph;
export const layoutFromText = (text: string): Layout => JSON.parse(text) as Layout;
export const sourceMapFromText = (text: string): SourceMap => JSON.parse(text) as SourceMap;
export const entityTypeFromText = (text: string): EntityType => JSON.parse(text) as EntityType;
export const jsonFromText = (text: string): Json => JSON.parse(text) as Json;

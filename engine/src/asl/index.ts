export { aslActivities } from "./activities.js";
export { type ImportedDefinition, importDefinition, importDefinitionText } from "./import/import-definition.js";
export type { ImportOptions } from "./import/importer.js";
export { looksLikeDefinition, parseDefinition, readDefinitionText } from "./import/parse.js";
export type { DefinitionProblem } from "./import/problems.js";
export type { ImportReport, Refusal, StateReport } from "./import/report.js";

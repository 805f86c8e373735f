export { canonicalGraph } from "./canonical-graph.js";
export type {
  ActivityCatalog,
  ActivityInfo,
  Catalog,
  EntityInfo,
  EntityOperationInfo,
  WorkflowInfo,
} from "./catalog.js";
export { check } from "./check.js";
export { valueProblem } from "./checks/json-schema.js";
export { nameProblem } from "./checks/names.js";
export { type CompileOptions, compile } from "./compile.js";
export type { Compiled, LineRange, SourceMap } from "./compiled.js";
export { deadNodes } from "./dead-nodes.js";
export type { Diagnostic, DiagnosticCode } from "./diagnostic.js";
export {
  type CompiledEntityType,
  type CompileEntityTypeOptions,
  checkEntityType,
  compileEntityType,
  ENTITY_TYPE_FORMAT_VERSION,
  type EntityOperationType,
  type EntityProgram,
  type EntityType,
  entityOperationSchema,
  entityTypeInfo,
  entityTypeSchema,
  OPERATION_NAMES,
  type OperationBody,
  type OperationProgram,
  type ParsedEntityType,
  parseEntityType,
  type StripTypes,
} from "./entity-types/index.js";
export {
  type Drawing,
  jsonFile,
  mermaid,
  readFile as readDrawing,
  svg,
  type TypeScriptFile,
  typescriptFile,
  yamlFile,
} from "./export/index.js";
export type { FreeName } from "./expressions/free-names.js";
export { type ExpressionProblem, type ParsedExpression, parseExpression } from "./expressions/parse-expression.js";
export {
  CONTAINER_TYPES,
  type ContainerNode,
  type ContainerType,
  edgeSchema,
  GRAPH_FORMAT_VERSION,
  type Graph,
  type GraphEdge,
  type GraphNode,
  graphSchema,
  HTTP_METHODS,
  hasErrorPort,
  hasUndoPort,
  isContainer,
  isWork,
  type Join,
  joinSchema,
  jsonSchema,
  type Layout,
  layoutSchema,
  type NodeOf,
  type NodeType,
  nodeSchema,
  type Port,
  portsOf,
  retrySchema,
  type Value,
  valueSchema,
  WORK_TYPES,
  type WorkNode,
  type WorkType,
} from "./graph.js";
export { type GraphProblem, type ParsedGraph, parseGraph } from "./parse-graph.js";
export { type ReadableName, readableNames } from "./readable-names.js";
export { type NodeExpression, type NodeValue, nodeExpressions, nodeValues } from "./settings.js";
export {
  placeOf,
  type TypedFile,
  type TypedPlace,
  type TypedProgram,
  type TypedProgramOptions,
  type TypeFinding,
  typeDiagnostics,
  typedProgram,
  typeOfSample,
  typeOfSchema,
  typeOfValue,
} from "./types/index.js";

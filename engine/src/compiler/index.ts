export { canonicalGraph } from "./canonical-graph.js";
export type { ActivityCatalog, ActivityInfo } from "./catalog.js";
export { check } from "./check.js";
export { nameProblem } from "./checks/names.js";
export { compile } from "./compile.js";
export type { Compiled, LineRange, SourceMap } from "./compiled.js";
export { deadNodes } from "./dead-nodes.js";
export type { Diagnostic, DiagnosticCode } from "./diagnostic.js";
export type { FreeName } from "./expressions/free-names.js";
export { type ExpressionProblem, type ParsedExpression, parseExpression } from "./expressions/parse-expression.js";
export {
  edgeSchema,
  GRAPH_FORMAT_VERSION,
  type Graph,
  type GraphEdge,
  type GraphNode,
  graphSchema,
  HTTP_METHODS,
  jsonSchema,
  type Layout,
  layoutSchema,
  type NodeOf,
  type NodeType,
  nodeSchema,
  PORTS,
  type Port,
  portsOf,
  retrySchema,
  type Value,
  valueSchema,
} from "./graph.js";
export { type GraphProblem, type ParsedGraph, parseGraph } from "./parse-graph.js";
export { type ReadableName, readableNames } from "./readable-names.js";
export { type NodeExpression, nodeExpressions } from "./settings.js";

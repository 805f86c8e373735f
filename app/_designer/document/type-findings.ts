import { type Diagnostic, type Graph, type GraphNode, nodeExpressions } from "@dacapo/engine/compiler";

/** What a checker of types found in a graph, a moment ago perhaps. */
export interface TypeFindings {
  readonly graph: Graph;
  readonly diagnostics: readonly Diagnostic[];
}

/** Whether it is about types alone. Such a problem is shown like any other, and keeps no run from beginning. */
export function isOfTypes({ code }: Diagnostic): boolean {
  return code === "type-mismatch" || code === "type-unlike-last-run";
}

/** The text of one expression of a node, or of its code; `undefined` where a setting is neither. */
export function expressionText(graph: Graph, nodeId: string, field: string): string | undefined {
  return textIn(
    graph.nodes.find(({ id }) => id === nodeId),
    field,
  );
}

/**
 * The problems of a graph with what was found of types. Findings about a text that is another one by now are left out:
 * their places would be wrong. So are those about settings that have a problem already, which is the reason more often
 * than not, and would be told twice.
 */
export function withTypeFindings(
  diagnostics: readonly Diagnostic[],
  findings: TypeFindings | undefined,
  graph: Graph,
): readonly Diagnostic[] {
  if (findings === undefined || findings.diagnostics.length === 0) return diagnostics;
  const taken = new Set(diagnostics.map(placeOf));
  const now = byId(graph);
  const then = byId(findings.graph);
  const still = findings.diagnostics.filter((finding) => {
    const { nodeId = "", field = "" } = finding;
    if (taken.has(placeOf(finding))) return false;
    const [node, checked] = [now.get(nodeId), then.get(nodeId)];
    const text = textIn(node, field);
    return text !== undefined && (node === checked || text === textIn(checked, field));
  });
  return still.length === 0 ? diagnostics : [...diagnostics, ...still];
}

const byId = (graph: Graph): ReadonlyMap<string, GraphNode> => new Map(graph.nodes.map((node) => [node.id, node]));
const placeOf = ({ nodeId = "", field = "" }: Diagnostic): string => `${nodeId} ${field}`;
function textIn(node: GraphNode | undefined, field: string): string | undefined {
  if (node?.type === "code" && field === "config.source") return node.config.source;
  return node && nodeExpressions(node).find((each) => each.field === field)?.text;
}

/** How a setting's type is shown: whether it fits is said by what was found there. */
export type TypeFit = "fits" | "warning" | "error";

/** Of a setting's problems those of types decide. */
export function typeFit(problems: readonly Diagnostic[]): TypeFit {
  const ofTypes = problems.filter(isOfTypes);
  if (ofTypes.length === 0) return "fits";
  return ofTypes.some(({ severity }) => severity === "error") ? "error" : "warning";
}

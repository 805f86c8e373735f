import {
  type Diagnostic,
  type Graph,
  nodeExpressions,
  offsetIn,
  type TypedProgramOptions,
  typeDiagnostics,
  typedProgram,
} from "@dacapo/engine/compiler";
import { DomainError } from "../errors";
import type { Services } from "../services";
import type { TypeMember } from "../types/type-checker";
import { readCatalog } from "./read-catalog";

/** A graph as it is being drawn, and whose it is: a workflow cannot call itself. */
export interface DrawnGraph {
  readonly graph: Graph;
  readonly workflowId?: string | undefined;
}

/** A place in an expression that somebody is writing, in UTF-16 units of its text. */
export interface PlaceInExpression extends DrawnGraph {
  readonly samples?: TypedProgramOptions["samples"] | undefined;
  readonly nodeId: string;
  /** As in `Diagnostic.field`. */
  readonly field: string;
  readonly offset: number;
}

/** What stands there: `(property) total: number`; `from` and `to` are in the expression's text. */
export interface TypeInExpression {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** What does not fit by the schemas of inputs, activities, entities and workflows. It keeps no run from beginning. */
export async function checkTypes(
  services: Services,
  { graph, workflowId }: DrawnGraph,
): Promise<readonly Diagnostic[]> {
  const program = typedProgram(graph, await readCatalog(services, workflowId));
  return typeDiagnostics(program, await services.types.check(program.text));
}

/** What may be written after a dot, the schema first, else as in the samples of a run. */
export async function membersAt(services: Services, place: PlaceInExpression): Promise<readonly TypeMember[]> {
  const { text, offset } = await placed(services, place);
  return services.types.membersAt(text, offset);
}

/** What is told of a name or a member that somebody points at. */
export async function typeAt(services: Services, place: PlaceInExpression): Promise<TypeInExpression | undefined> {
  const { text, offset, begin } = await placed(services, place);
  const here = await services.types.typeAt(text, offset);
  return here && { text: here.text, from: Math.max(0, here.from - begin), to: here.to - begin };
}

async function placed(services: Services, { graph, workflowId, nodeId, field, offset, samples }: PlaceInExpression) {
  const node = graph.nodes.find(({ id }) => id === nodeId);
  if (node === undefined || !nodeExpressions(node).some((each) => each.field === field)) {
    throw new DomainError(
      "input-invalid",
      `There is no expression ${field} of a node ${nodeId} in the graph. Send the graph as it is drawn now.`,
    );
  }
  const catalog = await readCatalog(services, workflowId);
  const program = typedProgram(graph, catalog, { edited: { nodeId, field }, ...(samples && { samples }) });
  const begin = offsetIn(program, nodeId, field, 0) ?? 0;
  return { text: program.text, offset: offsetIn(program, nodeId, field, offset) ?? begin, begin };
}

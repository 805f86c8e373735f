import {
  type Diagnostic,
  type Graph,
  nodeExpressions,
  parseExpression,
  placeOf,
  type TypedPlace,
  type TypedProgram,
  type TypedProgramOptions,
  typeDiagnostics,
  typedProgram,
} from "@dacapo/engine/compiler";
import { DomainError } from "../errors";
import type { Services } from "../services";
import type { TypeMember } from "../types/type-checker";
import { readCatalog } from "./read-catalog";
import { readSamples } from "./read-samples";

/** A graph as it is being drawn, and whose it is: a workflow cannot call itself. */
export interface DrawnGraph {
  readonly graph: Graph;
  readonly workflowId?: string | undefined;
  /** What stands for the input where neither a schema nor a run says what that is, and the like for nodes, by id. */
  readonly samples?: TypedProgramOptions["samples"] | undefined;
}

/** A place in a text that somebody is writing, in UTF-16 units of it. */
export interface PlaceInExpression extends DrawnGraph {
  readonly nodeId: string;
  /** As in `Diagnostic.field`. */
  readonly field: string;
  readonly offset: number;
}

/** What stands there: `(property) total: number`; `from` and `to` are in the text. */
export interface TypeInExpression {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The type of one of a node's expressions, as TypeScript writes it. */
export interface TypeOfExpression {
  readonly field: string;
  readonly type: string;
}

/**
 * What does not fit by the schemas of inputs, activities, entities and workflows, and by the code that is there; and, as
 * warnings of another code, what does not by the values of the last run. Neither keeps a run from beginning.
 */
export async function checkTypes(services: Services, drawn: DrawnGraph): Promise<readonly Diagnostic[]> {
  const catalog = await readCatalog(services, drawn.workflowId);
  const promised = typedProgram(drawn.graph, catalog);
  const findings = await services.types.check(promised);
  const supposing = typedProgram(drawn.graph, catalog, { samples: await samplesOf(services, drawn) });
  if (!supposing.supposes) return typeDiagnostics(promised, findings);
  return typeDiagnostics(promised, findings, {
    program: supposing,
    findings: await services.types.check(supposing),
  });
}

/** The types of a node's expressions as they are now; of what is no expression, nothing. */
export async function typesOfNode(
  services: Services,
  { nodeId, ...drawn }: DrawnGraph & { readonly nodeId: string },
): Promise<readonly TypeOfExpression[]> {
  const program = await supposingProgram(services, drawn);
  const places = program.places.filter((place) => place.nodeId === nodeId && place.expression !== undefined);
  if (places.length === 0) return [];
  const types = await services.types.typesOf(program, places);
  return places.flatMap(({ field }, index) => {
    const type = types[index];
    return type === undefined ? [] : [{ field, type }];
  });
}

/** What may be written after a dot, the schema first, else as in the last run. */
export async function membersAt(services: Services, place: PlaceInExpression): Promise<readonly TypeMember[]> {
  const { program, at, offset } = await placed(services, place, true);
  return services.types.membersAt(program, { file: at.file, offset });
}

/** What is told of a name or a member that somebody points at. */
export async function typeAt(services: Services, place: PlaceInExpression): Promise<TypeInExpression | undefined> {
  const { program, at, offset } = await placed(services, place, false);
  const here = await services.types.typeAt(program, { file: at.file, offset });
  return here && { text: here.text, from: Math.max(0, here.from - at.from), to: here.to - at.from };
}

/**
 * A text that is no expression yet is read among all names that it may read; one that is, as it stands: its program is
 * the one that was checked a moment ago, and its types are known.
 */
async function placed(services: Services, place: PlaceInExpression, isEdited: boolean) {
  const { graph, nodeId, field, offset } = place;
  const node = graph.nodes.find(({ id }) => id === nodeId);
  const text = node && nodeExpressions(node).find((each) => each.field === field)?.text;
  const isCode = node?.type === "code" && field === "config.source";
  if (text === undefined && !isCode) throw noText(nodeId, field);
  const isOpen = text !== undefined && (isEdited || text.trim() === "" || !parseExpression(text).ok);
  const program = await supposingProgram(services, place, isOpen ? { nodeId, field } : undefined);
  const at = placeOf(program, nodeId, field);
  if (at === undefined) throw noText(nodeId, field);
  return { program, at, offset: Math.min(at.from + Math.max(0, offset), at.to) };
}

const noText = (nodeId: string, field: string): DomainError =>
  new DomainError(
    "input-invalid",
    `There is no expression ${field} of a node ${nodeId} in the graph. Send the graph as it is drawn now.`,
  );

async function supposingProgram(
  services: Services,
  drawn: DrawnGraph,
  edited?: Pick<TypedPlace, "nodeId" | "field">,
): Promise<TypedProgram> {
  const catalog = await readCatalog(services, drawn.workflowId);
  const samples = await samplesOf(services, drawn);
  return typedProgram(drawn.graph, catalog, { samples, ...(edited && { edited }) });
}

/** A run is nearer to the truth than what was once given as an example. */
const samplesOf = async (services: Services, { graph, workflowId, samples }: DrawnGraph) => ({
  ...samples,
  ...(workflowId !== undefined && (await readSamples(services, graph, workflowId))),
});

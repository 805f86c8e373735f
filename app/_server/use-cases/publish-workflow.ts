import { type Catalog, compile, type Diagnostic } from "@dacapo/engine/compiler";
import type { WorkflowVersion } from "@dacapo/engine/model";
import type { Graph, Problem, WorkflowInfo } from "../api-types";
import { entityInfos } from "../entity-types/entity-infos";
import { DomainError } from "../errors";
import type { StoredWorkflow } from "../repositories/workflows";
import type { Services } from "../services";
import { infoOf } from "./read-catalog";

/**
 * Publishes a workflow as it was saved last, and before it the workflows that it calls: a run of it uses
 * all of them as they are now, for ever. The version is stored before anybody can start a run of it, so that
 * a run never lacks its drawing; the other way round a crash between the two would leave one.
 */
export async function publishWorkflow(
  services: Services,
  draft: StoredWorkflow,
  callers: readonly StoredWorkflow[] = [],
): Promise<{ readonly version: WorkflowVersion }> {
  const { workflowId, graph, layout } = draft;
  const catalog: Catalog = {
    activities: services.activities,
    entities: await entityInfos(services),
    workflows: await publishCalled(services, draft, callers),
  };
  const compiled = compile(graph, catalog, { workflow: workflowId });
  if (!compiled.ok) throw graphInvalid(draft, compiled.diagnostics, callers.length > 0);
  const { code, sourceMap } = compiled;
  const { version } = await services.client.publish(code);
  await services.versions.put({ workflowId, hash: version, name: graph.name, graph, layout, code, sourceMap });
  return { version };
}

async function publishCalled(
  services: Services,
  draft: StoredWorkflow,
  callers: readonly StoredWorkflow[],
): Promise<readonly WorkflowInfo[]> {
  const path = [...callers, draft];
  const infos: WorkflowInfo[] = [];
  for (const workflowId of calledBy(draft.graph)) {
    const called = await services.workflows.find(workflowId);
    // The compiler says which node names a workflow that is not there.
    if (called === undefined) continue;
    if (workflowId === draft.workflowId) {
      // It calls itself in the version that runs, which needs no publishing before.
      infos.push(infoOf(called, undefined));
      continue;
    }
    const circle = path.findIndex((caller) => caller.workflowId === workflowId);
    if (circle !== -1) throw circular([...path.slice(circle), called]);
    const { version } = await publishWorkflow(services, called, path);
    infos.push(infoOf(called, version));
  }
  return infos;
}

function calledBy(graph: Graph): ReadonlySet<string> {
  return new Set(graph.nodes.flatMap((node) => (node.type === "subWorkflow" ? [node.config.workflow] : [])));
}

function circular(path: readonly StoredWorkflow[]): DomainError {
  const names = path.map(({ name }) => `"${name}"`).join(" calls ");
  return new DomainError(
    "graph-invalid",
    `The workflows call each other in a circle, so none of them can be published first: ${names}. Take one of these calls out.`,
  );
}

function graphInvalid({ graph }: StoredWorkflow, diagnostics: readonly Diagnostic[], isCalled: boolean): DomainError {
  const names = new Map(graph.nodes.map((node) => [node.id, node.name]));
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  const problems = errors.map(({ nodeId, field, code, message }): Problem => {
    const where = nodeId === undefined ? "graph" : names.get(nodeId) || nodeId;
    return { path: field === undefined ? where : `${where}.${field}`, code, message };
  });
  const which = isCalled ? `The workflow "${graph.name}", which is called here,` : "The workflow";
  return new DomainError(
    "graph-invalid",
    `${which} has ${countOf(problems)} and cannot run yet. ${firstOf(problems)}`,
    problems,
  );
}

export const countOf = ({ length }: readonly Problem[]) => (length === 1 ? "a problem" : `${length} problems`);
export const firstOf = (problems: readonly Problem[]) =>
  problems
    .slice(0, 3)
    .map((problem) => problem.message)
    .join(" ");

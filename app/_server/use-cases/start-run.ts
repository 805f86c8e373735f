import { compile, type Diagnostic } from "@dacapo/engine/compiler";
import type { Graph, Json, Problem } from "../api-types";
import { DomainError, workflowNotFound } from "../errors";
import type { Services } from "../services";
import { inputProblems } from "./input-problems";

export interface StartRun {
  readonly workflowId: string;
  readonly input: Json;
  /** Names the request: a repeat is the same run. */
  readonly requestId: string;
}

/**
 * Publishes the draft as it was saved last and starts a run of that version. The version is stored
 * before the run starts, so that a run never lacks its drawing; the other way round a crash between
 * the two would leave one.
 */
export async function startRun(
  { client, catalog, workflows, versions }: Services,
  { workflowId, input, requestId }: StartRun,
): Promise<{ readonly runId: string }> {
  const draft = await workflows.find(workflowId);
  if (draft === undefined) throw workflowNotFound(workflowId);
  const { graph, layout } = draft;

  const compiled = compile(graph, catalog);
  if (!compiled.ok) throw graphInvalid(graph, compiled.diagnostics);
  const problems = inputProblems(graph.inputSchema, input);
  if (problems.length > 0) throw inputInvalid(problems);

  const { code, sourceMap } = compiled;
  const { version } = await client.publish(code);
  await versions.put({ workflowId, hash: version, name: graph.name, graph, layout, code, sourceMap });
  const started = await client.start({ version }, input, {
    tags: { workflow: workflowId },
    requestId: `${workflowId}/${requestId}`,
  });
  await workflows.rememberInput(workflowId, input);
  return { runId: started.instanceId };
}

function graphInvalid(graph: Graph, diagnostics: readonly Diagnostic[]): DomainError {
  const names = new Map(graph.nodes.map((node) => [node.id, node.name]));
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  const problems = errors.map(({ nodeId, field, code, message }): Problem => {
    const where = nodeId === undefined ? "graph" : names.get(nodeId) || nodeId;
    return { path: field === undefined ? where : `${where}.${field}`, code, message };
  });
  return new DomainError(
    "graph-invalid",
    `The workflow has ${countOf(problems)} and cannot run yet. ${firstOf(problems)}`,
    problems,
  );
}

function inputInvalid(problems: readonly Problem[]): DomainError {
  return new DomainError(
    "input-invalid",
    `The input has ${countOf(problems)}; no run was started. ${firstOf(problems)}`,
    problems,
  );
}

const countOf = ({ length }: readonly Problem[]) => (length === 1 ? "a problem" : `${length} problems`);
const firstOf = (problems: readonly Problem[]) =>
  problems
    .slice(0, 3)
    .map((problem) => problem.message)
    .join(" ");

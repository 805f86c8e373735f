import type { Json, Problem } from "../api-types";
import { DomainError, workflowNotFound } from "../errors";
import type { Services } from "../services";
import { inputProblems } from "./input-problems";
import { countOf, firstOf, publishWorkflow } from "./publish-workflow";

export interface StartRun {
  readonly workflowId: string;
  readonly input: Json;
  /** Names the request: a repeat is the same run. */
  readonly requestId: string;
}

/** Publishes the draft as it was saved last and starts a run of that version. */
export async function startRun(
  services: Services,
  { workflowId, input, requestId }: StartRun,
): Promise<{ readonly runId: string }> {
  const { client, workflows } = services;
  const draft = await workflows.find(workflowId);
  if (draft === undefined) throw workflowNotFound(workflowId);
  const { version } = await publishWorkflow(services, draft);
  const problems = inputProblems(draft.graph.inputSchema, input);
  if (problems.length > 0) throw inputInvalid(problems);
  const started = await client.start({ version }, input, {
    tags: { workflow: workflowId },
    requestId: `${workflowId}/${requestId}`,
  });
  await workflows.rememberInput(workflowId, input);
  return { runId: started.instanceId };
}

function inputInvalid(problems: readonly Problem[]): DomainError {
  return new DomainError(
    "input-invalid",
    `The input has ${countOf(problems)}; no run was started. ${firstOf(problems)}`,
    problems,
  );
}

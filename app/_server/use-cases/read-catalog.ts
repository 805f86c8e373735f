import type { Catalog, WorkflowInfo } from "../api-types";
import { entityInfos } from "../entity-types/entity-infos";
import type { StoredWorkflow, WorkflowPosition } from "../repositories/workflows";
import type { Services } from "../services";

/** Stands for the version of a workflow that will be published when it is called for the first time. */
const NOT_YET = "as-saved-last";
/** A designer with more workflows than this to choose from shows those that were saved last. */
const WORKFLOWS_MAX = 500;
const PAGE = 100;

/** Everything that a graph may name. A workflow cannot name itself: its version would have to hold its own hash. */
export async function readCatalog(services: Services, forWorkflow?: string): Promise<Catalog> {
  const stored = (await allWorkflows(services)).filter(({ workflowId }) => workflowId !== forWorkflow);
  const newest = await services.versions.newest(stored.map(({ workflowId }) => workflowId));
  // A run publishes what it calls before it begins: that a workflow was never published is in nobody's way.
  const workflows = stored.map((workflow) => infoOf(workflow, newest.get(workflow.workflowId) ?? NOT_YET));
  return { activities: services.activities, entities: await entityInfos(services), workflows };
}

export function infoOf({ workflowId, name, graph }: StoredWorkflow, version: string | undefined): WorkflowInfo {
  return {
    name: workflowId,
    title: name,
    ...(version !== undefined && { version }),
    ...(graph.inputSchema !== undefined && { inputSchema: graph.inputSchema }),
  };
}

async function allWorkflows({ workflows }: Services): Promise<readonly StoredWorkflow[]> {
  const found: StoredWorkflow[] = [];
  let after: WorkflowPosition | undefined;
  while (found.length < WORKFLOWS_MAX) {
    const page = await workflows.list({ limit: PAGE, ...(after && { after }) });
    found.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    after = { updatedAtMs: last.updatedAt.getTime(), workflowId: last.workflowId };
  }
  return found;
}

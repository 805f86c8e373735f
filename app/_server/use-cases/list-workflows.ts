import type { LastRun, WorkflowPage } from "../api-types";
import { DomainError } from "../errors";
import type { StoredWorkflow, WorkflowPosition } from "../repositories/workflows";
import type { Services } from "../services";

const PAGE_DEFAULT = 50;

export async function listWorkflows(
  services: Services,
  { cursor, limit = PAGE_DEFAULT }: { readonly cursor?: string | undefined; readonly limit?: number | undefined },
): Promise<WorkflowPage> {
  const after = cursor === undefined ? undefined : positionFromCursor(cursor);
  const found = await services.workflows.list({ limit: limit + 1, ...(after && { after }) });
  const shown = found.slice(0, limit);
  const items = await Promise.all(
    shown.map(async ({ workflowId, name, updatedAt, graph, layout }) => {
      const lastRun = await lastRunOf(services, workflowId);
      return { workflowId, name, updatedAt, graph, layout, ...(lastRun && { lastRun }) };
    }),
  );
  const last = shown.at(-1);
  return { items, ...(found.length > limit && last && { nextCursor: cursorAfter(last) }) };
}

async function lastRunOf({ client }: Services, workflowId: string): Promise<LastRun | undefined> {
  const { items } = await client.list({ tags: { workflow: workflowId }, limit: 1 });
  const newest = items[0];
  return newest && { runId: newest.instanceId, status: newest.status, createdAtMs: newest.createdAtMs };
}

function cursorAfter({ updatedAt, workflowId }: StoredWorkflow): string {
  return `${updatedAt.getTime()}.${workflowId}`;
}

function positionFromCursor(cursor: string): WorkflowPosition {
  const parts = /^(\d{1,15})\.(.+)$/.exec(cursor);
  if (parts?.[1] === undefined || parts[2] === undefined) {
    throw new DomainError("cursor-invalid", "The cursor is not one that this list gave. Ask for the first page again.");
  }
  return { updatedAtMs: Number(parts[1]), workflowId: parts[2] };
}

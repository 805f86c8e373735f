import type { Graph, Json, Layout } from "../api-types";
import type { Database } from "./database";
import { graphFromText, jsonFromText, layoutFromText, textOf } from "./json-text";

/** A workflow as it was saved last. */
export interface StoredWorkflow {
  readonly workflowId: string;
  readonly name: string;
  readonly description?: string;
  readonly graph: Graph;
  readonly layout: Layout;
  readonly sampleInput?: Json;
  readonly exampleId?: string;
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type NewWorkflow = Pick<StoredWorkflow, "graph" | "layout" | "sampleInput" | "description" | "exampleId">;

/** Where a page of workflows ended. */
export interface WorkflowPosition {
  readonly updatedAtMs: number;
  readonly workflowId: string;
}

/** The drafts. A deleted workflow is not found by any of these. */
export interface WorkflowRepository {
  /** Saved last first; of two saved in the same millisecond, the greater id. */
  list(query: { readonly limit: number; readonly after?: WorkflowPosition }): Promise<readonly StoredWorkflow[]>;
  find(workflowId: string): Promise<StoredWorkflow | undefined>;
  create(workflow: NewWorkflow): Promise<{ readonly workflowId: string }>;
  /**
   * Saves if the stored revision is the expected one, in a single statement, so that of two saves at
   * once exactly one wins. Answers the new revision, or `undefined` when nothing was saved.
   */
  save(
    workflowId: string,
    expectedRevision: number,
    drawing: { readonly graph: Graph; readonly layout: Layout },
  ): Promise<number | undefined>;
  /** Keeps what a run was started with. No save: the revision stays. */
  rememberInput(workflowId: string, input: Json): Promise<void>;
  /** Answers whether there was anything to delete. */
  delete(workflowId: string): Promise<boolean>;
}

interface WorkflowRow {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly graph: string;
  readonly layout: string;
  readonly sampleInput: string | null;
  readonly exampleId: string | null;
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

function rowToWorkflow(row: WorkflowRow): StoredWorkflow {
  return {
    workflowId: row.id,
    name: row.name,
    graph: graphFromText(row.graph),
    layout: layoutFromText(row.layout),
    revision: row.revision,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    ...(row.description !== null && { description: row.description }),
    ...(row.sampleInput !== null && { sampleInput: jsonFromText(row.sampleInput) }),
    ...(row.exampleId !== null && { exampleId: row.exampleId }),
  };
}

export function workflowRepository(database: Database, now: () => Date = () => new Date()): WorkflowRepository {
  const { workflow } = database.prisma;
  return {
    async list({ limit, after }) {
      const older = after && {
        OR: [
          { updatedAt: { lt: new Date(after.updatedAtMs) } },
          { updatedAt: new Date(after.updatedAtMs), id: { lt: after.workflowId } },
        ],
      };
      const rows = await workflow.findMany({
        where: { deletedAt: null, ...older },
        orderBy: [{ updatedAt: "desc" }, { id: "desc" }],
        take: limit,
      });
      return rows.map(rowToWorkflow);
    },
    async find(workflowId) {
      const row = await workflow.findFirst({ where: { id: workflowId, deletedAt: null } });
      return row === null ? undefined : rowToWorkflow(row);
    },
    async create({ graph, layout, sampleInput, description, exampleId }) {
      const row = await workflow.create({
        data: {
          name: graph.name,
          graph: textOf(graph),
          layout: textOf(layout),
          updatedAt: now(),
          ...(sampleInput !== undefined && { sampleInput: textOf(sampleInput) }),
          ...(description !== undefined && { description }),
          ...(exampleId !== undefined && { exampleId }),
        },
        select: { id: true },
      });
      return { workflowId: row.id };
    },
    async save(workflowId, expectedRevision, { graph, layout }) {
      const revision = expectedRevision + 1;
      const { count } = await workflow.updateMany({
        where: { id: workflowId, revision: expectedRevision, deletedAt: null },
        data: { name: graph.name, graph: textOf(graph), layout: textOf(layout), revision, updatedAt: now() },
      });
      return count === 1 ? revision : undefined;
    },
    async rememberInput(workflowId, input) {
      await workflow.updateMany({ where: { id: workflowId }, data: { sampleInput: textOf(input) } });
    },
    async delete(workflowId) {
      const { count } = await workflow.updateMany({
        where: { id: workflowId, deletedAt: null },
        data: { deletedAt: now() },
      });
      return count === 1;
    },
  };
}

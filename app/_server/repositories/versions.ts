import type { Graph, Layout, SourceMap } from "../api-types";
import type { Database } from "./database";
import { graphFromText, layoutFromText, sourceMapFromText, textOf } from "./json-text";

/** A published state of a workflow: what a run is drawn from. */
export interface StoredVersion {
  readonly workflowId: string;
  /** SHA-256 of the code. */
  readonly hash: string;
  readonly name: string;
  readonly graph: Graph;
  readonly layout: Layout;
  readonly code: string;
  readonly sourceMap: SourceMap;
}

export interface VersionRepository {
  /**
   * Keeps a version. The code of a version never changes; the drawing that made it may have been
   * rearranged since, and then the newest drawing of the same code is the one that is kept.
   */
  put(version: StoredVersion): Promise<void>;
  find(workflowId: string, hash: string): Promise<StoredVersion | undefined>;
  /** By the code alone: for a run that another one started. Of several workflows with the same code, any. */
  findByHash(hash: string): Promise<StoredVersion | undefined>;
  /** The hash of the version of each workflow that was published last; a workflow without one is left out. */
  newest(workflowIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

export function versionRepository(database: Database): VersionRepository {
  const { workflowVersion } = database.prisma;
  return {
    async put({ workflowId, hash, name, graph, layout, code, sourceMap }) {
      const drawing = { name, graph: textOf(graph), layout: textOf(layout), sourceMap: textOf(sourceMap) };
      await workflowVersion.upsert({
        where: { workflowId_hash: { workflowId, hash } },
        create: { workflowId, hash, code, ...drawing },
        update: drawing,
        select: { id: true },
      });
    },
    async find(workflowId, hash) {
      const row = await workflowVersion.findUnique({ where: { workflowId_hash: { workflowId, hash } } });
      return row === null ? undefined : rowToVersion(row);
    },
    async findByHash(hash) {
      const row = await workflowVersion.findFirst({ where: { hash } });
      return row === null ? undefined : rowToVersion(row);
    },
    async newest(workflowIds) {
      const rows = await workflowVersion.findMany({
        where: { workflowId: { in: [...workflowIds] } },
        orderBy: [{ createdAt: "asc" }, { id: "asc" }],
        select: { workflowId: true, hash: true },
      });
      return new Map(rows.map((row) => [row.workflowId, row.hash]));
    },
  };
}

interface VersionRow {
  readonly workflowId: string;
  readonly hash: string;
  readonly name: string;
  readonly graph: string;
  readonly layout: string;
  readonly code: string;
  readonly sourceMap: string;
}

function rowToVersion(row: VersionRow): StoredVersion {
  return {
    workflowId: row.workflowId,
    hash: row.hash,
    name: row.name,
    graph: graphFromText(row.graph),
    layout: layoutFromText(row.layout),
    code: row.code,
    sourceMap: sourceMapFromText(row.sourceMap),
  };
}

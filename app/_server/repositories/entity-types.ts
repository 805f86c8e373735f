import type { EntityType } from "../api-types";
import type { Database } from "./database";
import { entityTypeFromText, textOf } from "./json-text";

/** A type of entity as it was saved last, and as it was published last. */
export interface StoredEntityType {
  readonly entityTypeId: string;
  readonly entityType: EntityType;
  readonly revision: number;
  readonly published?: { readonly revision: number; readonly entityType: EntityType };
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A deleted type is not found by any of these, nor is what was published of it. */
export interface EntityTypeRepository {
  /** All of them, saved last first. */
  list(): Promise<readonly StoredEntityType[]>;
  find(entityTypeId: string): Promise<StoredEntityType | undefined>;
  create(entityType: EntityType): Promise<{ readonly entityTypeId: string }>;
  /**
   * Saves if the stored revision is the expected one, in a single statement, so that of two saves at once exactly one
   * wins. Answers the new revision, or `undefined` when nothing was saved.
   */
  save(entityTypeId: string, expectedRevision: number, entityType: EntityType): Promise<number | undefined>;
  /** From now on this revision is in force, unless a later one is. A repeat changes nothing. */
  publish(entityTypeId: string, revision: number, entityType: EntityType): Promise<void>;
  /** Answers whether there was anything to delete. */
  delete(entityTypeId: string): Promise<boolean>;
}

/** More types than a person keeps apart. */
const TYPES_MAX = 500;

const WITH_PUBLISHED = { published: { orderBy: { revision: "desc" }, take: 1 } } as const;

export function entityTypeRepository(database: Database, now: () => Date = () => new Date()): EntityTypeRepository {
  const { entityType: types, publishedEntityType } = database.prisma;
  return {
    async list() {
      const rows = await types.findMany({
        where: { deletedAt: null },
        orderBy: [{ updatedAt: "desc" }, { id: "desc" }],
        take: TYPES_MAX,
        include: WITH_PUBLISHED,
      });
      return rows.map(rowToType);
    },
    async find(entityTypeId) {
      const row = await types.findFirst({ where: { id: entityTypeId, deletedAt: null }, include: WITH_PUBLISHED });
      return row === null ? undefined : rowToType(row);
    },
    async create(entityType) {
      const row = await types.create({
        data: { name: entityType.name, document: textOf(entityType), updatedAt: now() },
        select: { id: true },
      });
      return { entityTypeId: row.id };
    },
    async save(entityTypeId, expectedRevision, entityType) {
      const revision = expectedRevision + 1;
      const { count } = await types.updateMany({
        where: { id: entityTypeId, revision: expectedRevision, deletedAt: null },
        data: { name: entityType.name, document: textOf(entityType), revision, updatedAt: now() },
      });
      return count === 1 ? revision : undefined;
    },
    async publish(entityTypeId, revision, entityType) {
      await publishedEntityType.upsert({
        where: { entityTypeId_revision: { entityTypeId, revision } },
        create: { entityTypeId, revision, document: textOf(entityType) },
        update: {},
        select: { id: true },
      });
    },
    async delete(entityTypeId) {
      const { count } = await types.updateMany({
        where: { id: entityTypeId, deletedAt: null },
        data: { deletedAt: now() },
      });
      return count === 1;
    },
  };
}

interface EntityTypeRow {
  readonly id: string;
  readonly document: string;
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly published: readonly { readonly revision: number; readonly document: string }[];
}

function rowToType({
  id,
  document,
  revision,
  createdAt,
  updatedAt,
  published: [newest],
}: EntityTypeRow): StoredEntityType {
  return {
    entityTypeId: id,
    entityType: entityTypeFromText(document),
    revision,
    createdAt,
    updatedAt,
    ...(newest !== undefined && {
      published: { revision: newest.revision, entityType: entityTypeFromText(newest.document) },
    }),
  };
}

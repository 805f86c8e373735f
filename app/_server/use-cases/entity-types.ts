import {
  type CompiledEntityType,
  checkEntityType,
  compileEntityType,
  ENTITY_TYPE_FORMAT_VERSION,
  entityTypeInfo,
  type GraphNode,
} from "@dacapo/engine/compiler";
import type {
  CheckedEntityType,
  EntityType,
  EntityTypeCard,
  EntityTypeDraft,
  EntityTypeList,
  Json,
  Problem,
  TriedOperation,
} from "../api-types";
import { loadEngine } from "../engine";
import { stripTypesFor } from "../entity-types/strip-types";
import { DomainError, entityTypeNotFound } from "../errors";
import type { StoredEntityType } from "../repositories/entity-types";
import type { Services } from "../services";
import { countOf, firstOf } from "./publish-workflow";

const EMPTY: EntityType = {
  formatVersion: ENTITY_TYPE_FORMAT_VERSION,
  name: "",
  initialState: null,
  operations: [],
};

export async function listEntityTypes({ entityTypes, entities }: Services): Promise<EntityTypeList> {
  const items = (await entityTypes.list()).map(
    ({ entityTypeId, entityType, revision, published, updatedAt }): EntityTypeCard => {
      const { name, title, description, operations } = entityTypeInfo(entityType);
      return {
        entityTypeId,
        name,
        title,
        description,
        operations: operations.map((operation) => operation.name),
        revision,
        ...(published !== undefined && { publishedRevision: published.revision }),
        updatedAt,
      };
    },
  );
  return { items, builtIn: entities };
}

export async function getEntityType({ entityTypes }: Services, entityTypeId: string): Promise<EntityTypeDraft> {
  const found = await entityTypes.find(entityTypeId);
  if (found === undefined) throw entityTypeNotFound(entityTypeId);
  const { published, ...draft } = found;
  return {
    ...draft,
    ...(published !== undefined && { publishedRevision: published.revision, published: published.entityType }),
  };
}

export async function createEntityType(
  { entityTypes }: Services,
  entityType: EntityType = EMPTY,
): Promise<{ readonly entityTypeId: string }> {
  return entityTypes.create(entityType);
}

export interface SaveEntityType {
  readonly entityTypeId: string;
  readonly expectedRevision: number;
  readonly entityType: EntityType;
}

export async function saveEntityType(
  { entityTypes }: Services,
  { entityTypeId, expectedRevision, entityType }: SaveEntityType,
): Promise<{ readonly revision: number }> {
  const revision = await entityTypes.save(entityTypeId, expectedRevision, entityType);
  if (revision !== undefined) return { revision };
  throw await stale({ entityTypes }, entityTypeId, expectedRevision);
}

async function stale(
  { entityTypes }: Pick<Services, "entityTypes">,
  entityTypeId: string,
  expectedRevision: number,
): Promise<DomainError> {
  const current = await entityTypes.find(entityTypeId);
  if (current === undefined) return entityTypeNotFound(entityTypeId);
  return new DomainError(
    "stale",
    `Someone saved this type in the meantime: it is at revision ${current.revision}, and this change started from revision ${expectedRevision}. Load the type again and repeat the change.`,
  );
}

/** Everything that is wrong with a type that is being written; nothing is stored. */
export async function checkEntityTypeDraft(
  services: Services,
  { entityType, entityTypeId }: { readonly entityType: EntityType; readonly entityTypeId?: string | undefined },
): Promise<CheckedEntityType> {
  const compiled = await compiledBy(services, entityType, entityTypeId);
  return { diagnostics: compiled.diagnostics, ...(compiled.ok && { code: compiled.program.code }) };
}

async function compiledBy(
  { entityTypes, entities }: Services,
  entityType: EntityType,
  entityTypeId: string | undefined,
): Promise<CompiledEntityType> {
  const all = await entityTypes.list();
  const others = all.filter((stored) => stored.entityTypeId !== entityTypeId);
  const takenNames = [
    ...entities.map(({ name }) => name),
    ...others.flatMap((other) => [
      other.entityType.name,
      ...(other.published === undefined ? [] : [other.published.entityType.name]),
    ]),
  ].filter((name) => name !== "");
  const compiled = compileEntityType(entityType, { takenNames, ...(await stripTypesFor([entityType])) });
  const before = all.find((stored) => stored.entityTypeId === entityTypeId)?.published?.entityType.name;
  if (before === undefined || before === entityType.name) return compiled;
  const message = `The type was published as "${before}", and its entities are known by that name. Call it so again, or make another type.`;
  const renamed = { severity: "error", code: "name-taken", field: "name", message } as const;
  return { ok: false, diagnostics: [...compiled.diagnostics, renamed] };
}

export interface PublishEntityType {
  readonly entityTypeId: string;
  readonly expectedRevision: number;
}

/**
 * Puts a type in force as it was saved last: from the answer on, operations of its entities are performed so. It is stored
 * before the engine is told, so that a crash between the two leaves a type that the next start puts in force.
 */
export async function publishEntityType(
  services: Services,
  { entityTypeId, expectedRevision }: PublishEntityType,
): Promise<{ readonly publishedRevision: number }> {
  const draft = await services.entityTypes.find(entityTypeId);
  if (draft === undefined) throw entityTypeNotFound(entityTypeId);
  if (draft.revision !== expectedRevision) throw await stale(services, entityTypeId, expectedRevision);
  const compiled = await compiledBy(services, draft.entityType, entityTypeId);
  if (!compiled.ok) throw invalid("The type", compiled);
  await services.entityTypes.publish(entityTypeId, draft.revision, draft.entityType);
  await services.loadEntityTypes();
  return { publishedRevision: draft.revision };
}

function invalid(what: string, { diagnostics }: CompiledEntityType): DomainError {
  const problems = diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ field, code, message }): Problem => ({ path: field ?? "", code, message }));
  return new DomainError(
    "entity-type-invalid",
    `${what} has ${countOf(problems)} and cannot be used yet. ${firstOf(problems)}`,
    problems,
  );
}

/** The type leaves the lists, unless workflows need it. What its entities keep stays, and nothing can be asked of them. */
export async function deleteEntityType(
  services: Services,
  entityTypeId: string,
): Promise<{ readonly deleted: boolean }> {
  const found = await services.entityTypes.find(entityTypeId);
  if (found === undefined) return { deleted: false };
  const users = await usersOf(services, found);
  if (users.length > 0) {
    const names = users.map((name) => `"${name}"`).join(", ");
    throw new DomainError(
      "in-use",
      `The type "${found.entityType.name}" is used by ${users.length === 1 ? "the workflow" : "the workflows"} ${names}. Take it out of there first.`,
    );
  }
  const deleted = await services.entityTypes.delete(entityTypeId);
  if (deleted && found.published !== undefined) await services.loadEntityTypes();
  return { deleted };
}

/** A page of workflows that are looked through for a type. */
const PAGE = 100;

/** The workflows that name a type, as they were saved last: that is what their next run publishes. */
async function usersOf(
  { workflows }: Services,
  { entityType, published }: StoredEntityType,
): Promise<readonly string[]> {
  const names = new Set([entityType.name, published?.entityType.name ?? entityType.name]);
  const users: string[] = [];
  let after: { readonly updatedAtMs: number; readonly workflowId: string } | undefined;
  for (;;) {
    const page = await workflows.list({ limit: PAGE, ...(after && { after }) });
    for (const { name, graph } of page) {
      if (graph.nodes.some((node) => entitiesIn(node).some((entity) => names.has(entity)))) users.push(name);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return users;
    after = { updatedAtMs: last.updatedAt.getTime(), workflowId: last.workflowId };
  }
}

function entitiesIn(node: GraphNode): readonly string[] {
  switch (node.type) {
    case "callEntity":
    case "signalEntity":
      return [node.config.entity];
    case "lock":
      return node.config.entities.map(({ entity }) => entity);
    default:
      return [];
  }
}

export interface TryOperation {
  readonly entityType: EntityType;
  readonly operation: string;
  readonly state?: Json | undefined;
  readonly input?: Json | undefined;
  readonly key?: string | undefined;
}

/** What an operation of a type that is being written would do to a state. No entity is touched. */
export async function tryOperation(
  _services: Services,
  { entityType, operation, state, input, key }: TryOperation,
): Promise<TriedOperation> {
  const { tryEntityOperation } = await loadEngine();
  const compiled = compileEntityType(
    // A name that is not there yet keeps nobody from trying; other operations may be unfinished.
    {
      ...entityType,
      name: checkEntityType(entityType).some(({ field }) => field === "name") ? "type" : entityType.name,
      operations: entityType.operations.filter(({ name }) => name === operation).slice(0, 1),
    },
    await stripTypesFor([entityType]),
  );
  if (!compiled.ok) throw invalid("The operation", compiled);
  return tryEntityOperation(compiled.program, {
    operation,
    ...(state !== undefined && { state }),
    ...(input !== undefined && { input }),
    ...(key !== undefined && { key }),
  });
}

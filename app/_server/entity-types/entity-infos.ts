import { entityTypeInfo } from "@dacapo/engine/compiler";
import type { EntityInfo } from "../api-types";
import type { Services } from "../services";

/** Every type of entity that a workflow may name: those of Dacapo, and those that are in force here. */
export async function entityInfos({
  entities,
  entityTypes,
}: Pick<Services, "entities" | "entityTypes">): Promise<readonly EntityInfo[]> {
  const authored = (await entityTypes.list()).flatMap(({ published }) =>
    published === undefined ? [] : [entityTypeInfo(published.entityType)],
  );
  const builtIn = new Set(entities.map(({ name }) => name));
  return [...entities, ...authored.filter(({ name }) => !builtIn.has(name)).sort((a, b) => (a.name < b.name ? -1 : 1))];
}

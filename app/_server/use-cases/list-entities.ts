import type { LivingEntity, LivingEntityPage } from "../api-types";
import { loadEngine } from "../engine";
import { entityInfos } from "../entity-types/entity-infos";
import type { Services } from "../services";

export interface ListEntities {
  readonly entity: string;
  readonly keyPrefix?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** The entities of a type that have a state, by their keys. */
export async function listEntities(
  services: Services,
  { entity, keyPrefix, cursor, limit = 50 }: ListEntities,
): Promise<LivingEntityPage> {
  const { stateProblem } = await loadEngine();
  const info = (await entityInfos(services)).find(({ name }) => name === entity);
  const { items, nextCursor } = await services.client.listEntities({
    name: entity,
    includeState: true,
    limit,
    ...(keyPrefix !== undefined && keyPrefix !== "" && { keyPrefix }),
    ...(cursor !== undefined && { cursor }),
  });
  const living = items.map(({ key, state, lastModifiedAtMs, lockedBy, queued }): LivingEntity => {
    const problem = state === undefined || info === undefined ? undefined : stateProblem(info, state);
    return {
      key,
      queued,
      ...(state !== undefined && { state }),
      ...(lastModifiedAtMs !== undefined && { lastModifiedAtMs }),
      ...(lockedBy !== undefined && { lockedBy }),
      ...(problem !== undefined && { problem }),
    };
  });
  return { items: living, ...(nextCursor !== undefined && { nextCursor }) };
}

import { entityId } from "@dacapo/engine/model";
import type { Json } from "../api-types";
import type { Services } from "../services";

export interface ReadEntity {
  readonly entity: string;
  readonly key: string;
}

/** The state of an entity as it is now; absent for one that was never used. */
export async function readEntity(
  { client }: Services,
  { entity, key }: ReadEntity,
): Promise<{ readonly state?: Json }> {
  const state = await client.readEntity(entityId(entity, key));
  return state === undefined ? {} : { state };
}

import type { EngineClient } from "../host/client.js";
import type { EntitySummary, Json } from "../model/index.js";
import { canonicalJson } from "../model/index.js";
import { ACCOUNTS, COUNTERS } from "./entities.js";
import type { Place } from "./outsider.js";

/** More than one page, whatever there is. */
const PAGE_ITEMS = 2;

/**
 * When all is at rest, the list of entities shows those that have a state, each once, as reading it shows it; and there
 * is nothing to clean, whatever ended how.
 */
export async function auditEntities(client: EngineClient, { witness }: Place): Promise<void> {
  const listed = await entitiesListed(client);
  const ids = listed.map(({ entityId }) => entityId);
  if (ids.join() !== [...new Set(ids)].sort().join()) witness.violated(`entities are listed as ${ids.join()}`);
  const states = new Map<string, Json | undefined>(listed.map(({ entityId, state }) => [entityId, state]));
  for (const entity of new Set([...ACCOUNTS, ...COUNTERS, ...ids])) {
    const state = await client.readEntity(entity);
    if (canonicalJson(state ?? null) === canonicalJson(states.get(entity) ?? null)) continue;
    witness.violated(`${entity} is listed as ${JSON.stringify(states.get(entity))} and is ${JSON.stringify(state)}`);
  }
  const { emptyRemoved, locksReleased } = await client.cleanEntities();
  if (emptyRemoved + locksReleased > 0) {
    witness.violated(`${emptyRemoved} empty entities and ${locksReleased} orphaned locks were left behind`);
  }
}

async function entitiesListed(client: EngineClient): Promise<readonly EntitySummary[]> {
  const listed: EntitySummary[] = [];
  let next: { readonly cursor?: string } | undefined = {};
  while (next !== undefined) {
    const page = await listPage(client, next);
    listed.push(...page.items);
    next = page.nextCursor === undefined ? undefined : { cursor: page.nextCursor };
  }
  return listed;
}

function listPage(client: EngineClient, from: { readonly cursor?: string }): ReturnType<EngineClient["listEntities"]> {
  return client.listEntities({ includeState: true, limit: PAGE_ITEMS, ...from });
}

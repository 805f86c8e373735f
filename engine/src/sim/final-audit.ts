import type { EngineClient } from "../host/client.js";
import type { HistoryEvent, InstanceId, Json } from "../model/index.js";
import { ACCOUNTS, COUNTERS, scratchOf } from "./entities.js";
import type { Place } from "./outsider.js";

/** What holds whatever a run was: after everything, everybody is asked again. */
export async function finalAudit(
  client: EngineClient,
  instances: readonly InstanceId[],
  { witness, ledger }: Place,
  residentMax: number,
): Promise<void> {
  for (const instanceId of instances) {
    const record = await client.status(instanceId);
    witness.audit(instanceId, record, record === undefined ? [] : await wholeHistory(client, instanceId));
  }
  const { items } = await client.list({ limit: 500 });
  const listed = items.map((item) => item.instanceId).sort();
  const right = [...witness.acknowledged].sort();
  if (listed.join() !== right.join()) witness.violated(`the list shows ${listed.join()} instead of ${right.join()}`);

  const states = new Map<string, Json | undefined>();
  for (const entity of [...ACCOUNTS, ...COUNTERS]) states.set(entity, await client.readEntity(entity));
  const stateOf = (entity: string): Json | undefined => states.get(entity);
  const problem = ledger.problemAt(stateOf) ?? ledger.signalProblem(stateOf);
  if (problem !== undefined) witness.violated(`at the end: ${problem}`);
  for (const instanceId of witness.acknowledged) {
    if (witness.nameOf(instanceId) !== "scratch" || !witness.hasCompleted(instanceId)) continue;
    const entity = scratchOf(instanceId);
    const state = await client.readEntity(entity);
    if (state !== undefined) witness.violated(`${entity} was forgotten and has the state ${JSON.stringify(state)}`);
  }
  await auditMemory(client, residentMax, (what) => witness.violated(what));
}

/** When all is idle, no more is in memory than may be. */
async function auditMemory(client: EngineClient, residentMax: number, violated: (what: string) => void): Promise<void> {
  await client.askAll("snapshot", {});
  for (const { partitions } of await client.askAll("metrics", {})) {
    for (const { partition, resident, outboxDepth } of partitions) {
      // Instances and entities each have their share.
      if (resident > 2 * residentMax) {
        violated(`partition ${partition} holds ${resident} instances and entities, and each table may ${residentMax}`);
      }
      if (outboxDepth > 0) violated(`partition ${partition} still waits for ${outboxDepth} confirmations`);
    }
  }
}

async function wholeHistory(client: EngineClient, id: InstanceId): Promise<readonly HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  for await (const page of client.subscribe(id)) events.push(...page);
  return events;
}

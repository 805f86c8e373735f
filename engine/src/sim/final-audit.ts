import type { EngineClient } from "../host/client.js";
import {
  canonicalJson,
  type HistoryEvent,
  type InstanceId,
  type InstanceRecord,
  type Json,
  type SearchAttributes,
} from "../model/index.js";
import { ACCOUNTS, COUNTERS, scratchOf } from "./entities.js";
import { auditEntities } from "./entity-audit.js";
import type { Place } from "./outsider.js";
import { expectedOf, type Program } from "./program.js";
import type { Witness } from "./witness.js";

/** What holds whatever a run was: after everything, everybody is asked again. */
export async function finalAudit(
  client: EngineClient,
  instances: readonly InstanceId[],
  place: Place,
  residentMax: number,
): Promise<void> {
  const { witness } = place;
  await everythingSaid(client, place);
  // Those that other runs were to start may never have been, and those that nobody waits for end by themselves.
  const there: InstanceId[] = [];
  for (const instanceId of instances) {
    const isThere = (await client.status(instanceId)) !== undefined;
    if (isThere) there.push(instanceId);
    const record = isThere ? await client.wait(instanceId) : undefined;
    if (record?.status === "Completed") await auditAttributes(client, record, place);
    witness.audit(instanceId, record, record === undefined ? [] : await wholeHistory(client, instanceId));
  }
  const { items } = await client.list({ limit: 500 });
  const listed = items.map((item) => item.instanceId).sort();
  for (const instanceId of listed) {
    if (there.includes(instanceId) || !(await isFoster(client, instanceId, there, witness))) continue;
    there.push(instanceId);
    witness.audit(instanceId, await client.wait(instanceId), await wholeHistory(client, instanceId));
  }
  const right = [...there].sort();
  if (listed.join() !== right.join()) witness.violated(`the list shows ${listed.join()} instead of ${right.join()}`);

  const problem = await everythingHeard(client, place);
  if (problem !== undefined) witness.violated(`at the end: ${problem}`);
  for (const instanceId of witness.acknowledged) {
    if (witness.nameOf(instanceId) !== "scratch" || !witness.hasCompleted(instanceId)) continue;
    const entity = scratchOf(instanceId);
    const state = await client.readEntity(entity);
    if (state !== undefined) witness.violated(`${entity} was forgotten and has the state ${JSON.stringify(state)}`);
  }
  await auditEntities(client, place);
  await auditMemory(client, place, residentMax);
}

/** Runs that others started under ids of the engine's: who waits for one knows of it, and its input says what it gives. */
async function isFoster(
  client: EngineClient,
  instanceId: InstanceId,
  there: readonly InstanceId[],
  witness: Witness,
): Promise<boolean> {
  const [began] = await client.history(instanceId, { limit: 1 });
  if (began?.type !== "ExecutionStarted") return false;
  witness.expect(instanceId, began.name, expectedOf(JSON.parse(began.input) as Program));
  const parents = there.filter((id) => witness.nameOf(id) === "foster");
  if (parents.some((id) => witness.wasToEnd(id))) witness.terminationAsked(instanceId);
  const parentId = (await client.status(instanceId))?.parentId;
  return parentId !== undefined && parents.includes(parentId);
}

/** A run is found by what it set last, and no more by what it took away, in whatever execution that was. */
async function auditAttributes(client: EngineClient, record: InstanceRecord, { witness }: Place): Promise<void> {
  const { instanceId, name, attributes, output } = record;
  if (name !== "again") return;
  const round = Number(output);
  const right: SearchAttributes = { round, [round % 2 === 0 ? "even" : "odd"]: true };
  if (canonicalJson(attributes ?? null) !== canonicalJson(right)) {
    witness.violated(`${instanceId} ended in round ${round} and has the attributes ${JSON.stringify(attributes)}`);
  }
  const found = async (query: SearchAttributes) => {
    const { items } = await client.list({ attributes: query, idPrefix: instanceId, limit: 500 });
    return items.some((item) => item.instanceId === instanceId);
  };
  if (!(await found({ round }))) witness.violated(`no list finds ${instanceId} by its round ${round}`);
  if (await found({ round: round - 1 })) witness.violated(`a list finds ${instanceId} by a round that is over`);
}

/** What is not confirmed is sent again after a second or two: by then everybody has heard of everything. */
const CONFIRMED_WITHIN_S = 20;

/** A run may have ended before what it told others has arrived. */
async function everythingSaid(client: EngineClient, { witness, world }: Place): Promise<void> {
  let outboxDepth = Number.POSITIVE_INFINITY;
  for (let second = 0; outboxDepth > 0 && second < CONFIRMED_WITHIN_S; second++) {
    if (second > 0) await world.sleep(1_000);
    const reports = await client.conversation.askAll("metrics", {});
    outboxDepth = reports.flatMap(({ partitions }) => partitions).reduce((sum, each) => sum + each.outboxDepth, 0);
  }
  if (outboxDepth > 0) witness.violated(`${outboxDepth} messages still wait for their confirmation`);
}

/** Signals for a later time wait for it, and a clock that was set back makes that longer. */
const DUE_WITHIN_S = 4_096;

/** What is wrong with accounts and counters when all that was said to them has been heard. */
async function everythingHeard(client: EngineClient, { ledger, world }: Place): Promise<string | undefined> {
  for (let second = 1; ; second *= 2) {
    const states = new Map<string, Json | undefined>();
    for (const entity of [...ACCOUNTS, ...COUNTERS]) states.set(entity, await client.readEntity(entity));
    const stateOf = (entity: string): Json | undefined => states.get(entity);
    const problem = ledger.problemAt(stateOf) ?? ledger.signalProblem(stateOf);
    if (problem === undefined || second > DUE_WITHIN_S) return problem;
    await world.sleep(second * 1_000);
  }
}

/** A late report of an activity brings in the instance that it is about, and the next snapshot lets go of it. */
const SNAPSHOTS_UNTIL_IDLE = 5;

/** When all is idle, no more is in memory than may be. */
async function auditMemory(client: EngineClient, { witness, world }: Place, residentMax: number): Promise<void> {
  let problem: string | undefined;
  for (let round = 0; round < SNAPSHOTS_UNTIL_IDLE; round++) {
    if (round > 0) await world.sleep(1_000);
    await client.conversation.askAll("snapshot", {});
    const reports = await client.conversation.askAll("metrics", {});
    // Instances and entities each have their share.
    const tooFull = reports.flatMap(({ partitions }) => partitions).find(({ resident }) => resident > 2 * residentMax);
    if (tooFull === undefined) return;
    const { partition, resident } = tooFull;
    problem = `partition ${partition} holds ${resident} instances and entities; each table may ${residentMax}`;
  }
  if (problem !== undefined) witness.violated(problem);
}

async function wholeHistory(client: EngineClient, id: InstanceId): Promise<readonly HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  for await (const page of client.subscribe(id)) events.push(...page);
  return events;
}

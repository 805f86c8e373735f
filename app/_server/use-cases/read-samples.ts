import type { Graph, GraphNode } from "@dacapo/engine/compiler";
import { decodeJson, type HistoryEvent, type InstanceSummary, type JsonText } from "@dacapo/engine/model";
import { stateAt } from "@dacapo/engine/timeline";
import type { Json } from "../api-types";
import type { Services } from "../services";

/** What a run has given, by id of the nodes, and its input as `input`. */
export type Samples = Readonly<Record<string, Json>>;

/** A run's values, beside the drawing that it ran. */
interface RunValues {
  /** Names the run and how far it was. */
  readonly key: string;
  readonly graph?: Graph;
  readonly input?: Json;
  readonly byNode: ReadonlyMap<string, Json>;
}

/** A longer run is looked at from its beginning, as far as this. */
const EVENTS_MAX = 4_000;
/** A larger value tells no more of its type, and a run's values together are kept in memory. In UTF-16 units of JSON. */
const VALUE_CHARACTERS_MAX = 64 * 1024;
const RUN_CHARACTERS_MAX = 512 * 1024;
/** Drawings that somebody is at, at the same time. */
const RUNS_KEPT_MAX = 32;

const kept = new WeakMap<Services, Map<string, RunValues>>();

/**
 * The values of the last run of a workflow that has completed, else of the last one there is. They are kept until there
 * is a newer one. A node that gives something else by now (other code, another activity) has no sample.
 */
export async function readSamples(services: Services, graph: Graph, workflowId: string): Promise<Samples> {
  const values = await lastValues(services, workflowId);
  if (values === undefined) return {};
  const then = new Map(values.graph?.nodes.map((node) => [node.id, node]));
  const samples: Record<string, Json> = values.input === undefined ? {} : { input: values.input };
  for (const node of graph.nodes) {
    const before = then.get(node.id);
    const value = before === undefined ? undefined : values.byNode.get(before.name);
    if (value !== undefined && before !== undefined && isSameGiver(before, node)) samples[node.id] = value;
  }
  return samples;
}

async function lastValues(services: Services, workflowId: string): Promise<RunValues | undefined> {
  const run = await lastRun(services, workflowId);
  if (run === undefined) return undefined;
  const runs = kept.get(services) ?? new Map<string, RunValues>();
  kept.set(services, runs);
  const key = `${run.instanceId} ${run.eventCount}`;
  const known = runs.get(workflowId);
  const values = known?.key === key ? known : await valuesOf(services, workflowId, run, key);
  // Put back at the end: the one that nobody has asked about for longest goes first.
  runs.delete(workflowId);
  runs.set(workflowId, values);
  for (const oldest of runs.keys()) {
    if (runs.size <= RUNS_KEPT_MAX) break;
    runs.delete(oldest);
  }
  return values;
}

async function lastRun({ client }: Services, workflow: string): Promise<InstanceSummary | undefined> {
  const completed = await client.list({ tags: { workflow }, statuses: ["Completed"], limit: 1 });
  return completed.items[0] ?? (await client.list({ tags: { workflow }, limit: 1 })).items[0];
}

async function valuesOf(
  { client, versions }: Services,
  workflowId: string,
  { instanceId, version }: InstanceSummary,
  key: string,
): Promise<RunValues> {
  const drawn = version === undefined ? undefined : await versions.find(workflowId, version);
  const history: HistoryEvent[] = [];
  while (history.length < EVENTS_MAX) {
    const page = await client.history(instanceId, { afterSeq: history.at(-1)?.seq ?? 0 });
    history.push(...page);
    if (page.length === 0) break;
  }
  const { nodes, byName, input } = stateAt(history, EVENTS_MAX);
  let room = RUN_CHARACTERS_MAX;
  const sampled = (text: JsonText | undefined): Json | undefined => {
    if (text === undefined || text.length > Math.min(room, VALUE_CHARACTERS_MAX)) return undefined;
    room -= text.length;
    return decodeJson(text);
  };
  const byNode = new Map<string, Json>();
  const given = sampled(input);
  for (const { node, lastKey, firstKey } of byName.values()) {
    const value = [lastKey, firstKey].map((each) => nodes.get(each)).find((each) => each?.status === "completed");
    const output = sampled(value?.output);
    if (output !== undefined) byNode.set(node, output);
  }
  return { key, byNode, ...(drawn && { graph: drawn.graph }), ...(given !== undefined && { input: given }) };
}

/** Whether the two give the same sort of thing, as far as their settings say. */
const isSameGiver = (before: GraphNode, now: GraphNode): boolean =>
  before.type === now.type && JSON.stringify(giverOf(before)) === JSON.stringify(giverOf(now));

function giverOf(node: GraphNode): unknown {
  switch (node.type) {
    case "activity":
      return node.config.activity;
    case "code":
      return [node.config.language, node.config.source];
    case "http":
      return [node.config.method, node.config.url];
    case "waitForEvent":
      return node.config.event;
    case "subWorkflow":
      return [node.config.workflow, node.config.wait];
    case "callEntity":
      return [node.config.entity, node.config.operation];
    default:
      return node.type;
  }
}

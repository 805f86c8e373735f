import { openHub } from "@dacapo/engine";

/**
 * @typedef {import("./workloads/workload.mjs").Workload} Workload
 * @typedef {import("./workloads/workload.mjs").Bench} Bench
 * @typedef {import("@dacapo/engine").Hub} Hub
 */

/**
 * Opens a hub for a workload as a measurement wants it, and gives what the workload's runs need.
 *
 * @param {Pick<Workload, "module" | "orchestration">} workload
 * @param {import("./measurement.mjs").HubSettings} settings
 * @param {string} dir the data directory
 * @returns {Promise<{ hub: Hub, bench: Bench }>}
 */
export async function openBench(workload, settings, dir) {
  const definitions = await import(workload.module.href);
  const { mode, form, threads, flushDelayMs, partitionCount } = settings;
  const hub = await openHub({
    dir,
    threads,
    speculation: mode,
    ...givenAs(form, threads, workload.module, definitions),
    ...(flushDelayMs > 0 && { flushDelayMs }),
    ...(partitionCount !== undefined && { partitionCount }),
  });
  const { mode: running } = await hub.metrics();
  if (running !== mode)
    throw new Error(`The hub was opened with ${mode} speculation and says that it runs ${running}.`);
  const target = await targetOf(workload, form, definitions, hub.client);
  /** @type {Bench["start"]} */
  const start = async (input, options) => (await hub.client.start(target, input, options)).instanceId;
  /** @type {Bench["finish"]} */
  const finish = async (input, options) => hub.client.wait(await start(input, options));
  return { hub, bench: { client: hub.client, start, finish } };
}

/**
 * What a start names. A workload without an orchestration starts nothing, and the hub refuses its name.
 *
 * @param {Pick<Workload, "orchestration">} workload
 * @param {import("./measurement.mjs").Form} form
 * @param {Readonly<Record<string, any>>} definitions
 * @param {import("@dacapo/engine").Client} client
 */
async function targetOf({ orchestration: name = "none" }, form, definitions, client) {
  const orchestration = definitions[name];
  if (orchestration === undefined) return { name };
  return form === "published" ? client.publish(codeOf(orchestration)) : { name: orchestration.name };
}

/**
 * Published code brings its orchestration with it; the activities and entities are the module's in both forms.
 *
 * @param {import("./measurement.mjs").Form} form
 * @param {number} threads
 * @param {URL} module
 * @param {Readonly<Record<string, unknown>>} definitions
 */
function givenAs(form, threads, module, definitions) {
  const all = Object.values(definitions);
  const activities = all.filter(isActivity);
  if (form === "published") return { activities };
  if (threads > 0) return { modules: [module] };
  return { activities, orchestrations: all.filter(isOrchestration), entities: all.filter(isEntity) };
}

/** @param {unknown} value @returns {value is import("@dacapo/engine").Activity} */
const isActivity = (value) => typeof value === "object" && value !== null && "info" in value && "parseInput" in value;

/** @param {unknown} value @param {string} kind */
const isOfKind = (value, kind) => typeof value === "object" && value !== null && "kind" in value && value.kind === kind;

/** @param {unknown} value @returns {value is import("@dacapo/engine").Orchestration} */
const isOrchestration = (value) => isOfKind(value, "orchestration");

/** @param {unknown} value @returns {value is import("@dacapo/engine").EntityKind} */
const isEntity = (value) => isOfKind(value, "entity");

/**
 * The same orchestrator as code to be published: it uses nothing but its context and its input.
 *
 * @param {import("@dacapo/engine").Orchestration} orchestration
 */
export const codeOf = ({ name, run }) => `export default orchestration(${JSON.stringify(name)}, ${run});\n`;

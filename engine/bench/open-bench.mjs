import { openHub, ResourceExhausted } from "@dacapo/engine";

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
    modules: [workload.module],
    ...(flushDelayMs > 0 && { flushDelayMs }),
    ...(partitionCount !== undefined && { partitionCount }),
  });
  const { mode: running } = await hub.metrics();
  if (running !== mode)
    throw new Error(`The hub was opened with ${mode} speculation and says that it runs ${running}.`);
  const target = await targetOf(workload, form, definitions, hub.client);
  /** @type {Bench["start"]} */
  const start = async (input, options) =>
    (await whenThereIsRoom(() => hub.client.start(target, input, options))).instanceId;
  /** @type {Bench["finish"]} */
  const finish = (input, options) => whenThereIsRoom(() => hub.client.run(target, input, options));
  return { hub, bench: { client: hub.client, start, finish } };
}

/**
 * Asks again when the hub says that it has too much to do, after the time that it gives.
 *
 * @template Answer
 * @param {() => Promise<Answer>} ask
 * @returns {Promise<Answer>}
 */
async function whenThereIsRoom(ask) {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ResourceExhausted)) throw error;
      const { retryAfterMs } = /** @type {{ retryAfterMs: number }} */ (error.details);
      await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
    }
  }
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
 * The same orchestrator as code to be published: it uses nothing but its context and its input.
 *
 * @param {import("@dacapo/engine").Orchestration} orchestration
 */
export const codeOf = ({ name, run }) => `export default orchestration(${JSON.stringify(name)}, ${run});\n`;

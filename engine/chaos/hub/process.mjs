// The process that is killed: a hub, opened as any program opens it. It does what it is told over IPC,
// and tells what came of it. What it has told is an acknowledgement: the client outside holds it to it.
//
//   node process.mjs '{"dir":"…","threads":1,"mode":"local"}'
import { openHub } from "@dacapo/engine";
import { activities } from "./activities.mjs";
import * as orchestrations from "./orchestrations.mjs";

/** @import { Client, Hub, HubOptions, InstanceId, Orchestration, WorkflowVersion } from "@dacapo/engine" */
/** @import { FromHub, HubSettings, ToHub } from "../words.js" */

/** @typedef {{ readonly instanceId: InstanceId }} Named */

/** @type {HubSettings} */
const settings = JSON.parse(process.argv[2] ?? "{}");

/** @param {FromHub} message */
function tell(message) {
  if (process.connected) process.send?.(message);
}

/** @param {unknown} error */
function reasonOf(error) {
  const { code, message } = /** @type {Error & { code?: unknown }} */ (error);
  return { code: typeof code === "string" ? code : "Error", message };
}

/** @returns {HubOptions} */
function options() {
  const { dir, threads, fault } = settings;
  const common = { dir, activities: activities(fault) };
  if (threads !== 0) return { ...common, threads: 1 };
  return { ...common, threads: 0, orchestrations: /** @type {Orchestration[]} */ (Object.values(orchestrations)) };
}

/**
 * What may be asked, by name.
 *
 * @param {Client} client
 */
const answers = (client) => ({
  publish: (/** @type {{ code: string }} */ { code }) => client.publish(code),
  start: (
    /** @type {{ target: { name: string } | { version: WorkflowVersion }, input: unknown, requestId: string, tags: Record<string, string> }} */
    { target, input, requestId, tags },
  ) => client.start(target, input, { requestId, tags }),
  wait: (/** @type {Named} */ { instanceId }) => client.wait(instanceId),
  status: (/** @type {Named} */ { instanceId }) => client.status(instanceId),
  terminate: (/** @type {Named & { reason: string }} */ { instanceId, reason }) => client.terminate(instanceId, reason),
  history: (/** @type {Named & { afterSeq: number }} */ { instanceId, afterSeq }) =>
    client.history(instanceId, { afterSeq }),
  list: (/** @type {{ query: Parameters<Client["list"]>[0] }} */ { query }) => client.list(query),
});

/** @param {Hub} hub */
function serve(hub) {
  const known = /** @type {Record<string, (asked: unknown) => Promise<unknown>>} */ (answers(hub.client));
  hub.onHealthChange((health) => {
    if (health.state === "stopped") tell({ kind: "stopped", code: health.code, reason: health.reason });
  });
  process.on("message", async (/** @type {ToHub} */ { request, ask, asked }) => {
    try {
      const answer = known[ask];
      if (answer === undefined) throw new Error(`nobody knows what "${ask}" asks`);
      tell({ kind: "answer", request, answer: await answer(asked) });
    } catch (error) {
      tell({ kind: "refusal", request, ...reasonOf(error) });
    }
  });
  process.on("SIGTERM", async () => {
    await hub.close();
    process.exit(0);
  });
}

process.on("disconnect", () => process.exit(1));
const beganMs = performance.now();
tell({ kind: "opening" });
try {
  serve(await openHub(options()));
  tell({ kind: "ready", openedInMs: performance.now() - beganMs });
} catch (error) {
  tell({ kind: "openFailed", ...reasonOf(error) });
  process.disconnect();
}

// The process that is killed: a hub, opened as any program opens it. It does what it is told over IPC,
// and tells what came of it. What it has told is an acknowledgement: the client outside holds it to it.
//
//   node process.mjs '{"dir":"…","threads":1,"mode":"local"}'
import { openHub } from "@dacapo/engine";
import { activities } from "./activities.mjs";
import { FAULTS } from "./faults.mjs";

/** @import { Client, Hub, HubOptions, EntityId, InstanceId, WorkflowVersion } from "@dacapo/engine" */
/** @import { FromHub, HubSettings, Refusal, ToHub } from "../words.js" */

/** @typedef {{ readonly instanceId: InstanceId }} Named */

/** Few, so that most of what waits has to leave memory and come back. */
const RESIDENT_MAX = 20;

/** @type {HubSettings} */
const settings = JSON.parse(process.argv[2] ?? "{}");

/** @param {FromHub} message */
function tell(message) {
  if (process.connected) process.send?.(message);
}

/**
 * @param {unknown} error
 * @returns {Refusal}
 */
function refusalOf(error) {
  const { code, message, details } = /** @type {Error & { code?: unknown, details?: { retryAfterMs?: unknown } }} */ (
    error
  );
  const retryAfterMs = details?.retryAfterMs;
  return {
    code: typeof code === "string" ? code : "Error",
    message,
    ...(typeof retryAfterMs === "number" && { retryAfterMs }),
  };
}

/** @returns {HubOptions} */
function options() {
  const { dir, threads, mode, snapshotBytes, limits } = settings;
  return {
    dir,
    threads,
    speculation: mode,
    modules: [new URL("./orchestrations.mjs", import.meta.url), new URL("./entities.mjs", import.meta.url)],
    activities: activities(FAULTS),
    ...(limits !== undefined && { limits }),
    snapshots: { logBytesMax: snapshotBytes, residentMax: RESIDENT_MAX },
  };
}

/**
 * What may be asked, by name.
 *
 * @param {Hub} hub
 * @param {Client} client
 */
const answers = (hub, client) => ({
  publish: (/** @type {{ code: string }} */ { code }) => client.publish(code),
  start: (
    /** @type {{ target: { name: string } | { version: WorkflowVersion }, input: unknown, requestId: string, tags: Record<string, string>, instanceId?: string }} */
    { target, input, requestId, ...rest },
  ) => client.start(target, input, FAULTS.has("forget-request-id") ? rest : { ...rest, requestId }),
  wait: (/** @type {Named} */ { instanceId }) => client.wait(instanceId),
  status: (/** @type {Named} */ { instanceId }) => client.status(instanceId),
  terminate: (/** @type {Named & { reason: string }} */ { instanceId, reason }) => client.terminate(instanceId, reason),
  history: (/** @type {Named & { afterSeq: number }} */ { instanceId, afterSeq }) =>
    client.history(instanceId, { afterSeq }),
  raiseEvent: (/** @type {Named & { name: string, payload: unknown }} */ { instanceId, name, payload }) =>
    client.raiseEvent(instanceId, name, payload),
  signalEntity: (/** @type {{ entity: EntityId, operation: string, input: unknown }} */ { entity, operation, input }) =>
    client.signalEntity(entity, operation, input),
  readEntity: (/** @type {{ entity: EntityId }} */ { entity }) => client.readEntity(entity),
  snapshot: () => hub.snapshot(),
  list: (/** @type {{ query: Parameters<Client["list"]>[0] }} */ { query }) => client.list(query),
});

/** @param {Hub} hub */
function serve(hub) {
  const known = /** @type {Record<string, (asked: unknown) => Promise<unknown>>} */ (answers(hub, hub.client));
  hub.onHealthChange((health) => {
    if (health.state === "stopped") tell({ kind: "stopped", code: health.code, reason: health.reason });
  });
  process.on("message", async (/** @type {ToHub} */ { request, ask, asked }) => {
    try {
      const answer = known[ask];
      if (answer === undefined) throw new Error(`nobody knows what "${ask}" asks`);
      tell({ kind: "answer", request, answer: await answer(asked) });
    } catch (error) {
      const refusal = refusalOf(error);
      tell({ kind: "refusal", request, ...refusal });
      // What it has refused it does all the same, when there is room.
      if (!FAULTS.has("begin-refused") || refusal.retryAfterMs === undefined) return;
      setTimeout(() => known[ask]?.(asked).catch(() => undefined), refusal.retryAfterMs);
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
  tell({ kind: "openFailed", ...refusalOf(error) });
  process.disconnect();
}

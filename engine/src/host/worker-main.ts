import { parentPort, workerData } from "node:worker_threads";
import { invariant } from "../model/index.js";
import { nodeFiles } from "../storage/file/node-files.js";
import { portChannel } from "../transport/worker-threads.js";
import { EntitySandbox } from "./entity-types/entity-sandbox.js";
import { errorToWire } from "./errors.js";
import { loadModules } from "./modules.js";
import type { FromEngine, ToEngine } from "./protocol.js";
import { Pulse } from "./pulse.js";
import { makeEngineThread, type ThreadSettings } from "./thread-setup.js";

/** What a worker is given when it starts. */
export interface WorkerData {
  readonly settings: ThreadSettings;
  readonly pulse: SharedArrayBuffer;
}

const port = parentPort;
invariant(port !== null, "worker-main.js is the entry of a worker thread");
const { settings, pulse } = workerData as WorkerData;
const channel = portChannel<FromEngine, ToEngine>(port);
try {
  const definitions = await loadModules(settings.modules);
  const sandbox = settings.entityTypes === undefined ? undefined : await EntitySandbox.load();
  makeEngineThread(settings, definitions, {
    files: nodeFiles,
    channel,
    pulse: new Pulse(pulse),
    ...(sandbox !== undefined && { sandbox }),
  }).open();
} catch (error) {
  channel.send({ kind: "openFailed", error: errorToWire(error) });
}

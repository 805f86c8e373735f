import { parentPort, workerData } from "node:worker_threads";
import { invariant } from "../model/index.js";
import { fileLog } from "../storage/file/file-log.js";
import { nodeFiles } from "../storage/file/node-files.js";
import { portChannel } from "../transport/worker-threads.js";
import { systemClock } from "./clock.js";
import { EngineThread } from "./engine-thread.js";
import { errorToWire } from "./errors.js";
import type { FromEngine, ToEngine } from "./protocol.js";
import { createOrchestratorRunner } from "./realm/orchestrator-runner.js";

/** What the opener tells its worker. */
export interface WorkerSettings {
  readonly logDirectory: string;
  readonly partitionCount: number;
  readonly episodeMsMax?: number;
  readonly liveSessionsMax?: number;
}

const port = parentPort;
invariant(port !== null, "worker-main.js is the entry of a worker thread");
const { logDirectory, partitionCount, episodeMsMax, liveSessionsMax } = workerData as WorkerSettings;
const channel = portChannel<FromEngine, ToEngine>(port);
const log = fileLog(logDirectory, nodeFiles);
try {
  new EngineThread({
    partitionCount,
    log,
    clock: systemClock,
    runner: createOrchestratorRunner({ ...(episodeMsMax !== undefined && { episodeMsMax }) }),
    orchestrations: [],
    channel,
    ...(liveSessionsMax !== undefined && { liveSessionsMax }),
  }).open();
} catch (error) {
  log.close();
  channel.send({ kind: "openFailed", error: errorToWire(error) });
}

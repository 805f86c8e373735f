import { randomUUID } from "node:crypto";
import path from "node:path";
import { Worker } from "node:worker_threads";
import type { Activity } from "../activities/define.js";
import { InvalidInput, LIMITS } from "../model/index.js";
import type { AnyOrchestration } from "../orchestration/context.js";
import type { EntityKind } from "../orchestration/entity.js";
import { explainDirectoryError, logDirectory, openDataDirectory } from "../storage/file/data-directory.js";
import { type DirectoryLock, lockDirectory } from "../storage/file/directory-lock.js";
import { fileLog } from "../storage/file/file-log.js";
import type { Files } from "../storage/file/files.js";
import { nodeFiles } from "../storage/file/node-files.js";
import { inProcessChannels } from "../transport/in-process.js";
import { workerChannel } from "../transport/worker-threads.js";
import { systemClock } from "./clock.js";
import { EngineThread } from "./engine-thread.js";
import type { Hub } from "./hub.js";
import type { FromEngine, HubLogEntry, ToEngine } from "./protocol.js";
import { createOrchestratorRunner } from "./realm/orchestrator-runner.js";
import { type Engine, RunningHub } from "./running-hub.js";
import type { WorkerSettings } from "./worker-main.js";

export interface HubOptions {
  /** The data directory. It is made if it is missing, and belongs to this hub alone until it is closed. */
  readonly dir: string;
  /** Orchestrations that are functions of the host. They cannot cross threads, so they need `threads: 0`. */
  readonly orchestrations?: readonly AnyOrchestration[];
  /** Kinds of entities, which are functions too: they need `threads: 0`. */
  readonly entities?: readonly EntityKind[];
  /** Run in the opener's thread. */
  readonly activities?: readonly Activity[];
  /** 1: the engine has a thread of its own. 0: it runs in the opener's. Default 1, and 0 with `orchestrations` or `entities`. */
  readonly threads?: 0 | 1;
  /** Fixed when the directory is made. Default 12. */
  readonly partitionCount?: number;
  /** An episode that runs longer fails its run. */
  readonly episodeMsMax?: number;
  /** Orchestrators that wait in memory; those beyond it are rebuilt by replay when they go on. */
  readonly liveSessionsMax?: number;
  readonly activitiesAtOnce?: number;
  /** Takes the operator's log, line by line. */
  readonly log?: (entry: HubLogEntry) => void;
  /** The file system of the log; for tests, and with `threads: 0` alone. */
  readonly files?: Files;
}

const PARTITION_COUNT_DEFAULT = 12;

/** Opens a data directory and recovers what is in it; what was running goes on. */
export async function openHub(options: HubOptions): Promise<Hub> {
  const hasFunctions = options.orchestrations !== undefined || options.entities !== undefined;
  const threads = options.threads ?? (hasFunctions ? 0 : 1);
  if (threads === 1 && hasFunctions) {
    throw new InvalidInput(
      "Orchestrations that are functions, and entities, cannot cross threads. Open the hub with threads: 0.",
    );
  }
  if (threads === 1 && options.files !== undefined) {
    throw new InvalidInput("A file system of one's own cannot cross threads. Open the hub with threads: 0.");
  }
  const dir = path.resolve(options.dir);
  const files = options.files ?? nodeFiles;
  const lock = await takeDirectory(dir, files);
  try {
    const { partitionCount } = directoryFormat(dir, files, options.partitionCount);
    const engine =
      threads === 1 ? startWorker(dir, partitionCount, options) : startInline(dir, partitionCount, options);
    return await RunningHub.open(engine, lock, options);
  } catch (error) {
    await lock.release();
    throw explainDirectoryError(error, dir);
  }
}

async function takeDirectory(dir: string, files: Files): Promise<DirectoryLock> {
  try {
    files.makeDirectory(dir);
  } catch (error) {
    throw explainDirectoryError(error, dir);
  }
  return lockDirectory(dir);
}

function directoryFormat(dir: string, files: Files, partitionCount = PARTITION_COUNT_DEFAULT) {
  if (!Number.isInteger(partitionCount) || partitionCount < 1 || partitionCount > LIMITS.partitionsMax) {
    throw new InvalidInput(`partitionCount must be 1 to ${LIMITS.partitionsMax}; it is ${partitionCount}.`);
  }
  try {
    return openDataDirectory(dir, files, { partitionCount, hubId: randomUUID() });
  } catch (error) {
    throw explainDirectoryError(error, dir);
  }
}

function startInline(dir: string, partitionCount: number, options: HubOptions): Engine {
  const [channel, engineChannel] = inProcessChannels<ToEngine, FromEngine>();
  const log = fileLog(logDirectory(dir), options.files ?? nodeFiles);
  const { episodeMsMax, liveSessionsMax } = options;
  const thread = new EngineThread({
    partitionCount,
    log,
    clock: systemClock,
    runner: createOrchestratorRunner({ ...(episodeMsMax !== undefined && { episodeMsMax }) }),
    orchestrations: options.orchestrations ?? [],
    entities: options.entities ?? [],
    channel: engineChannel,
    ...(liveSessionsMax !== undefined && { liveSessionsMax }),
  });
  return {
    channel,
    open: () => thread.open(),
    end: async () => {
      channel.close();
      engineChannel.close();
      log.close();
    },
  };
}

function startWorker(dir: string, partitionCount: number, options: HubOptions): Engine {
  const { episodeMsMax, liveSessionsMax } = options;
  const workerData: WorkerSettings = {
    logDirectory: logDirectory(dir),
    partitionCount,
    ...(episodeMsMax !== undefined && { episodeMsMax }),
    ...(liveSessionsMax !== undefined && { liveSessionsMax }),
  };
  const worker = new Worker(new URL("./worker-main.js", import.meta.url), { workerData });
  const channel = workerChannel<ToEngine, FromEngine>(worker);
  return {
    channel,
    open: () => undefined,
    end: async () => {
      channel.close();
      await worker.terminate();
    },
  };
}

import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import type { Activity } from "../activities/define.js";
import type { EntityProgram } from "../compiler/index.js";
import { InvalidInput, LIMITS, partitionOf, SPECULATION_MODES, type SpeculationMode } from "../model/index.js";
import type { AnyOrchestration, EntityKind } from "../orchestration/index.js";
import { explainDirectoryError } from "../storage/file/data-directory.js";
import { type DirectoryLock, lockDirectory } from "../storage/file/directory-lock.js";
import type { Files } from "../storage/file/files.js";
import { bestFlushPath, type FlushPath } from "../storage/file/flush-path.js";
import { partitionsDirectory, payloadsDirectory } from "../storage/file/layout.js";
import { measureFlush } from "../storage/file/measure-flush.js";
import { nodeFiles } from "../storage/file/node-files.js";
import { inProcessChannels } from "../transport/in-process.js";
import { workerChannel } from "../transport/worker-threads.js";
import type { AdmissionLimits } from "./admission.js";
import { checkPrograms } from "./entity-types/authored-kinds.js";
import { EntitySandbox } from "./entity-types/entity-sandbox.js";
import type { Hub } from "./hub.js";
import { loadModules } from "./modules.js";
import { openDirectory } from "./open-directory.js";
import type { FromEngine, HubLogEntry, ToEngine } from "./protocol.js";
import { Pulse } from "./pulse.js";
import type { RecoveryProgress } from "./recovery-progress.js";
import { RunningHub } from "./running-hub.js";
import type { SnapshotSettings } from "./snapshotter.js";
import { makeEngineThread, type ThreadDefinitions, type ThreadSettings } from "./thread-setup.js";
import type { Engine } from "./thread-slot.js";
import type { WorkerData } from "./worker-main.js";

export interface HubOptions {
  /** The data directory. It is made if it is missing, and belongs to this hub alone until it is closed. */
  readonly dir: string;
  /**
   * ES modules, by URL or absolute path: what they export of orchestrations, entities and activities is
   * loaded into every engine thread and runs there.
   */
  readonly modules?: readonly (string | URL)[];
  /** Orchestrations that are functions of the host. They cannot cross threads, so they need `threads: 0`. */
  readonly orchestrations?: readonly AnyOrchestration[];
  /** Entities that are functions of the host; as `orchestrations`. */
  readonly entities?: readonly EntityKind[];
  /**
   * Types of entities that people write, compiled (`compileEntityType`). Operations of them run in a sandbox; others may be given
   * later ({@link Hub.setEntityTypes}). Absent: there are none, and no sandbox is loaded. A function is asked when the
   * directory belongs to this hub, and before anything in it runs.
   */
  readonly entityTypes?: readonly EntityProgram[] | (() => Promise<readonly EntityProgram[]>);
  /** Run in the opener's thread. */
  readonly activities?: readonly Activity[];
  /**
   * Threads that partitions are spread over, each with a log of its own; 0: all in the opener's thread.
   * Default: one less than the machine has cores, at least 1 and at most 4; and 0 with `orchestrations` or `entities`.
   */
  readonly threads?: number;
  /** What an engine thread may hold in memory, in MiB; one that needs more is begun anew. Default: what Node gives a thread. */
  readonly threadMemoryMbMax?: number;
  /** When work may begin whose cause is not durable yet. Default `local`. */
  readonly speculation?: SpeculationMode;
  /** Fixed when the directory is made. Default 12. */
  readonly partitionCount?: number;
  /** An episode that runs longer fails its run. */
  readonly episodeMsMax?: number;
  /** Orchestrators that wait in memory; those beyond it are rebuilt by replay when they go on. */
  readonly liveSessionsMax?: number;
  readonly activitiesAtOnce?: number;
  /** How much may wait to be done before new work is refused with `ResourceExhausted`. */
  readonly limits?: Partial<AdmissionLimits>;
  /** When snapshots are taken, and how much stays in memory. */
  readonly snapshots?: Partial<SnapshotSettings>;
  /** How a batch is made durable. Default: the quickest of them, measured on the directory's disk. */
  readonly flushPath?: FlushPath;
  /** Delays each flush: how it would be on a slower disk. For measurements. */
  readonly flushDelayMs?: number;
  /** Takes the operator's log, line by line. */
  readonly log?: (entry: HubLogEntry) => void;
  /**
   * Told four times a second how far the engine's threads are while they recover, their records together.
   * Not with `threads: 0`: then the opener's own thread is busy with it.
   */
  readonly opening?: (progress: RecoveryProgress) => void;
  /** The file system; for tests, and with `threads: 0` alone. */
  readonly files?: Files;
}

const PARTITION_COUNT_DEFAULT = 12;
const THREADS_MAX = 64;

/** Opens a data directory and recovers what is in it; what was running goes on. */
export async function openHub(options: HubOptions): Promise<Hub> {
  return openPlace(options, takeDirectory);
}

/** Makes the place for what the hub holds, and keeps others out of it. Throws `DataDirLocked`, `DataDirNotWritable`. */
export type TakePlace = (dir: string, files: Files) => Promise<DirectoryLock>;

/** Opens a hub in a place that is a data directory, or looks like one. */
export async function openPlace(options: HubOptions, takePlace: TakePlace): Promise<Hub> {
  const threads = threadsOf(options);
  const mode = modeOf(options);
  const dir = path.resolve(options.dir);
  const files = options.files ?? nodeFiles;
  const modules = (options.modules ?? []).map(moduleUrl);
  // Loaded here, too, so that a module that does not load is refused before anything is touched.
  const loaded = await loadModules(modules);
  const takenKinds = new Set([...(options.entities ?? []), ...loaded.entities].map(({ name }) => name));
  const lock = await takePlace(dir, files);
  try {
    let entityTypes = typeof options.entityTypes === "function" ? await options.entityTypes() : options.entityTypes;
    if (entityTypes !== undefined) checkPrograms(entityTypes, takenKinds);
    const sandbox = threads === 0 && entityTypes !== undefined ? await EntitySandbox.load() : undefined;
    const partitionCount = partitionCountOf(options);
    const { threadOfPartition, logDirectories } = await openDirectory(dir, files, {
      partitionCount,
      threadCount: Math.max(1, threads),
      hubId: randomUUID(),
      collectsTexts: true,
      ...(options.log !== undefined && { log: options.log }),
    });
    const activities = [...(options.activities ?? []), ...(threads === 0 ? loaded.activities : [])];
    const settings: Omit<ThreadSettings, "thread" | "condemned" | "logDirectory"> = {
      threadOfPartition,
      partitionsDirectory: partitionsDirectory(dir),
      payloadsDirectory: payloadsDirectory(dir),
      mode,
      flushPath: options.flushPath ?? (await chosenFlushPath(logDirectories[0] ?? dir, options)),
      modules,
      idempotentActivities: activities.filter(isIdempotent).map(({ info }) => info.name),
      ...given(options, ["activitiesAtOnce", "episodeMsMax", "liveSessionsMax", "limits", "snapshots", "flushDelayMs"]),
    };
    const inline: ThreadDefinitions = {
      orchestrations: [...(options.orchestrations ?? []), ...loaded.orchestrations],
      entities: [...(options.entities ?? []), ...loaded.entities],
      activities: [],
    };
    return await RunningHub.open(lock, {
      ...given(options, ["activitiesAtOnce", "episodeMsMax", "log", "opening"]),
      threadCount: logDirectories.length,
      mode,
      threadOf: (instanceId) => threadOfPartition[partitionOf(instanceId, threadOfPartition.length)] ?? 0,
      activities,
      keepEntityTypes(types) {
        if (entityTypes === undefined) {
          throw new InvalidInput(
            "This hub has no authored types of entities. Open it with entityTypes, if only with [].",
          );
        }
        checkPrograms(types, takenKinds);
        entityTypes = types;
      },
      start: (thread, { condemned }) => {
        const logDirectory = logDirectories[thread] ?? dir;
        const own = {
          ...settings,
          thread,
          logDirectory,
          condemned: [...condemned],
          ...(entityTypes !== undefined && { entityTypes }),
        };
        return threads === 0 ? startInline(own, inline, files, sandbox) : startWorker(own, options.threadMemoryMbMax);
      },
    });
  } catch (error) {
    await lock.release();
    throw explainDirectoryError(error, dir);
  }
}

function threadsOf({ threads, orchestrations, entities, files }: HubOptions): number {
  const needsOpener = orchestrations !== undefined || entities !== undefined || files !== undefined;
  if (threads === undefined) {
    return needsOpener ? 0 : Math.min(4, Math.max(1, availableParallelism() - 1));
  }
  if (!Number.isInteger(threads) || threads < 0 || threads > THREADS_MAX) {
    throw new InvalidInput(`threads must be 0 to ${THREADS_MAX}; it is ${threads}.`);
  }
  if (threads === 0 || !needsOpener) return threads;
  if (files !== undefined) {
    throw new InvalidInput("A file system of one's own cannot cross threads. Open the hub with threads: 0.");
  }
  throw new InvalidInput(
    "Orchestrations and entities that are functions cannot cross threads. Name their modules, or open the hub with threads: 0.",
  );
}

function modeOf({ speculation = "local" }: HubOptions): SpeculationMode {
  if (SPECULATION_MODES.includes(speculation)) return speculation;
  throw new InvalidInput(`speculation must be one of ${SPECULATION_MODES.join(", ")}; it is "${String(speculation)}".`);
}

function partitionCountOf({ partitionCount = PARTITION_COUNT_DEFAULT }: HubOptions): number {
  if (Number.isInteger(partitionCount) && partitionCount >= 1 && partitionCount <= LIMITS.partitionsMax) {
    return partitionCount;
  }
  throw new InvalidInput(`partitionCount must be 1 to ${LIMITS.partitionsMax}; it is ${partitionCount}.`);
}

function moduleUrl(module: string | URL): string {
  if (module instanceof URL) return module.href;
  return path.isAbsolute(module) ? new URL(`file://${module}`).href : module;
}

async function chosenFlushPath(directory: string, { files, log }: HubOptions): Promise<FlushPath> {
  // Somebody's own file system has no speed that means anything.
  if (files !== undefined) return "writeAndSync";
  const medians = await measureFlush(directory, nodeFiles);
  const chosen = bestFlushPath(medians);
  log?.({
    level: "info",
    event: "FlushPathChosen",
    message: `Batches are made durable by ${chosen}: ${medians[chosen].toFixed(2)} ms for 4 KiB on this disk.`,
    fields: { chosen, ...medians },
  });
  return chosen;
}

const isIdempotent = ({ info }: Activity): boolean => info.effects === "idempotent";

/** Those of the named options that were given. */
function given<Options extends object, Key extends keyof Options>(
  options: Options,
  keys: readonly Key[],
): Partial<Pick<Options, Key>> {
  return Object.fromEntries(
    keys.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])),
  ) as Partial<Pick<Options, Key>>;
}

async function takeDirectory(dir: string, files: Files): Promise<DirectoryLock> {
  try {
    files.makeDirectory(dir);
  } catch (error) {
    throw explainDirectoryError(error, dir);
  }
  return lockDirectory(dir);
}

function startInline(
  settings: ThreadSettings,
  definitions: ThreadDefinitions,
  files: Files,
  sandbox: EntitySandbox | undefined,
): Engine {
  const [channel, engineChannel] = inProcessChannels<ToEngine, FromEngine>();
  const thread = makeEngineThread(settings, definitions, {
    files,
    channel: engineChannel,
    ...(sandbox !== undefined && { sandbox }),
  });
  return {
    channel,
    open: () => thread.open(),
    end: async () => {
      channel.close();
      engineChannel.close();
      await thread.end();
    },
  };
}

function startWorker(settings: ThreadSettings, memoryMbMax: number | undefined): Engine {
  const pulse = new Pulse();
  const workerData: WorkerData = { settings, pulse: pulse.shared };
  const worker = new Worker(new URL("./worker-main.js", import.meta.url), {
    workerData,
    ...(memoryMbMax !== undefined && { resourceLimits: { maxOldGenerationSizeMb: memoryMbMax } }),
  });
  const channel = workerChannel<ToEngine, FromEngine>(worker);
  return {
    channel,
    pulse,
    open: () => undefined,
    end: async () => {
      channel.close();
      await worker.terminate();
    },
  };
}

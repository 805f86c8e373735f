import { ADMISSION_LIMITS } from "../host/admission.js";
import { EngineThread, type EngineThreadOptions } from "../host/engine-thread.js";
import { errorToWire } from "../host/errors.js";
import type { FromEngine, ToEngine } from "../host/protocol.js";
import { Pulse } from "../host/pulse.js";
import { createOrchestratorRunner } from "../host/realm/orchestrator-runner.js";
import type { Engine } from "../host/thread-slot.js";
import type { ExecutionId, InstanceId, PartitionId } from "../model/index.js";
import { fileLog } from "../storage/file/file-log.js";
import { filePayloads } from "../storage/file/file-payloads.js";
import type { Files } from "../storage/file/files.js";
import { partitionsDirectory, payloadsDirectory } from "../storage/file/layout.js";
import { FileSnapshots } from "../storage/file/snapshot/file-snapshots.js";
import type { Border } from "./border.js";
import { engineEnd, outsideEnd } from "./border.js";
import type { Chance } from "./chance.js";
import { simulatedLink } from "./channel.js";
import { countingStore } from "./counting-store.js";
import { DATA } from "./data-place.js";
import { ENTITIES } from "./entities.js";
import type { MachineClock } from "./machine-clock.js";
import { PROGRAMS } from "./perform.js";
import type { Sabotage, Workshop } from "./sabotage.js";
import { slowLog } from "./slow-log.js";
import type { Tally } from "./tally.js";
import { twinRunner } from "./twin-runner.js";
import type { Weather } from "./weather.js";
import type { Life } from "./world.js";

/** Batches of a simulation are small: so that some of them are written as large ones are. */
const LARGE_BATCH_BYTES = 1_000;

/** What an engine thread of a simulation is made of. */
export interface ThreadParts {
  readonly thread: number;
  readonly threadOfPartition: readonly number[];
  readonly partitions: readonly PartitionId[];
  readonly logDirectory: string;
  readonly condemned: ReadonlyMap<InstanceId, string>;
  readonly files: Files;
  readonly life: Life;
  readonly chance: Chance;
  readonly clock: MachineClock;
  readonly weather: Weather;
  readonly tally: Tally;
  readonly border: Border;
  readonly sabotage: Sabotage | undefined;
  readonly workshop: Workshop;
  readonly newExecutionId: () => ExecutionId;
  readonly violated: (what: string) => void;
  readonly trace: (line: () => string) => void;
}

/** An engine thread that may die by itself, as a worker does. */
export interface MortalEngine extends Engine {
  /** Its memory is gone; its owner hears of it, if there still is one. */
  die(reason: string): void;
}

/** The real engine thread on simulated files, clock, channel and event loop. */
export function threadEngine(parts: ThreadParts): MortalEngine {
  const { thread, life, chance, clock, weather, sabotage, workshop, files, logDirectory, partitions } = parts;
  const link = simulatedLink<ToEngine, FromEngine>((deliver) => life.after(chance.spread(1), deliver));
  const channel = engineEnd(link.right, parts);
  const { tally } = parts;
  const plain = createOrchestratorRunner();
  const runner = twinRunner(
    { rebuilding: sabotage?.runner?.(plain, workshop) ?? plain, makeKeeping: createOrchestratorRunner },
    chance,
    tally,
    parts.violated,
  );
  const options: Omit<EngineThreadOptions, "rewinds"> = {
    thread,
    threadCount: Math.max(...parts.threadOfPartition) + 1,
    threadOf: (partition) => parts.threadOfPartition[partition] ?? 0,
    partitions,
    partitionCount: parts.threadOfPartition.length,
    openLog: () => {
      // The log goes back to what is durable, and with it everything that was in memory.
      runner.forget();
      const { segmentBytes: fileBytes, flushPath, logDelayMs } = weather;
      const whole = fileLog(logDirectory, files, { fileBytes, flushPath, waitedForBytesMax: LARGE_BATCH_BYTES });
      const log = sabotage?.log?.(whole, workshop) ?? whole;
      return logDelayMs === undefined ? log : slowLog(log, logDelayMs, life, chance);
    },
    openStore: () => {
      const place = { logDirectory, partitionsDirectory: partitionsDirectory(DATA), partitions, files };
      const store = countingStore(new FileSnapshots(place, weather.store), tally);
      return sabotage?.store?.(store, workshop) ?? store;
    },
    openPayloads: () => {
      const payloads = filePayloads(payloadsDirectory(DATA), files, { writer: String(thread) });
      return sabotage?.payloads?.(payloads, workshop) ?? payloads;
    },
    mode: weather.mode,
    entities: ENTITIES,
    localActivities: new Map(),
    idempotentActivities: new Set(weather.idempotent),
    admission: {
      ...ADMISSION_LIMITS,
      queueDepthMax: weather.queueDepthMax,
      heapBytesMax: Number.POSITIVE_INFINITY,
    },
    heapBytes: () => 0,
    pulse: new Pulse(),
    condemned: parts.condemned,
    snapshots: weather.snapshots,
    clock: clock.of(life),
    runner,
    orchestrations: PROGRAMS,
    channel,
    liveSessionsMax: weather.liveSessionsMax,
    nextTurn: (callback) => life.after(chance.happens(0.9) ? 0 : chance.spread(2), callback),
    newExecutionId: parts.newExecutionId,
  };
  const end = (gone?: Error): void => {
    life.end();
    // What has left is on its way, whatever becomes of its sender: some of it still arrives.
    link.sever((sent) => chance.between(0, sent), gone);
  };
  return {
    channel: outsideEnd(link.left, sabotage, workshop),
    open: () => {
      life.after(chance.spread(5), () => {
        try {
          new EngineThread(options).open();
        } catch (error) {
          channel.send({ kind: "openFailed", error: errorToWire(error) });
        }
      });
    },
    end: () => {
      end();
      return Promise.resolve();
    },
    die: (reason) => end(new Error(reason)),
  };
}

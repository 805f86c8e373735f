import { randomUUID } from "node:crypto";
import { getHeapStatistics } from "node:v8";
import type { Activity } from "../activities/define.js";
import { ACTIVITIES_AT_ONCE, inlineExecutor } from "../activities/inline.js";
import { Places } from "../activities/places.js";
import type { EntityProgram } from "../compiler/index.js";
import {
  executionId,
  type InstanceId,
  LIMITS,
  type PartitionId,
  partitionId,
  type SpeculationMode,
} from "../model/index.js";
import type { AnyOrchestration, EntityKind } from "../orchestration/index.js";
import { delayedLog } from "../storage/delayed-log.js";
import { fileLog } from "../storage/file/file-log.js";
import { filePayloads } from "../storage/file/file-payloads.js";
import type { Files } from "../storage/file/files.js";
import type { FlushPath } from "../storage/file/flush-path.js";
import { FileSnapshots } from "../storage/file/snapshot/file-snapshots.js";
import type { Channel } from "../transport/transport.js";
import { ADMISSION_LIMITS, type AdmissionLimits } from "./admission.js";
import { systemClock } from "./clock.js";
import { EngineThread } from "./engine-thread.js";
import { AuthoredKinds } from "./entity-types/authored-kinds.js";
import type { EntitySandbox } from "./entity-types/entity-sandbox.js";
import type { FromEngine, ToEngine } from "./protocol.js";
import { Pulse } from "./pulse.js";
import { createOrchestratorRunner } from "./realm/orchestrator-runner.js";
import { TimeLimit } from "./realm/time-limit.js";
import type { SnapshotSettings } from "./snapshotter.js";

/** Two limits that end at the same moment would be two ends of one episode. */
const OWN_LIMIT_FIRST_MS = 500;

/** What the opener tells a thread, as plain data that can cross threads. */
export interface ThreadSettings {
  readonly thread: number;
  /** For each partition of the hub, the thread that it is on. */
  readonly threadOfPartition: readonly number[];
  readonly logDirectory: string;
  readonly partitionsDirectory: string;
  readonly payloadsDirectory: string;
  readonly mode: SpeculationMode;
  readonly flushPath: FlushPath;
  readonly modules: readonly string[];
  /** Of the opener's activities, those that may run before their cause is durable. */
  readonly idempotentActivities: readonly string[];
  readonly activitiesAtOnce?: number;
  readonly episodeMsMax?: number;
  readonly liveSessionsMax?: number;
  readonly limits?: Partial<AdmissionLimits>;
  readonly snapshots?: Partial<SnapshotSettings>;
  /** An artificial delay of each flush: how it would be on a slower disk. */
  readonly flushDelayMs?: number;
  readonly condemned: readonly (readonly [InstanceId, string])[];
  /** Absent: the hub has no authored types of entities, and no sandbox for them. */
  readonly entityTypes?: readonly EntityProgram[];
}

/** What a thread runs besides published code, as loaded in that thread. */
export interface ThreadDefinitions {
  readonly orchestrations: readonly AnyOrchestration[];
  readonly entities: readonly EntityKind[];
  readonly activities: readonly Activity[];
}

/** Of the memory that a thread may have; beyond it, no new work is taken. */
const HEAP_SHARE_MAX = 0.6;

/** Puts an engine thread together: on a worker, or in the opener's own thread. */
export function makeEngineThread(
  settings: ThreadSettings,
  definitions: ThreadDefinitions,
  parts: {
    readonly files: Files;
    readonly channel: Channel<FromEngine, ToEngine>;
    readonly pulse?: Pulse;
    /** With it there are authored types of entities. */
    readonly sandbox?: EntitySandbox;
  },
): EngineThread {
  const { thread, threadOfPartition, episodeMsMax, liveSessionsMax, snapshots, flushDelayMs } = settings;
  const { files, channel, pulse, sandbox } = parts;
  const partitions = partitionsOf(settings);
  const localActivities = new Map(definitions.activities.map((activity) => [activity.info.name, activity]));
  const idempotentActivities = new Set(settings.idempotentActivities);
  for (const { info } of definitions.activities) if (info.effects === "idempotent") idempotentActivities.add(info.name);
  const heapBytesMax = getHeapStatistics().heap_size_limit * HEAP_SHARE_MAX;
  return new EngineThread({
    thread,
    threadCount: Math.max(...threadOfPartition) + 1,
    threadOf: (partition) => threadOfPartition[partition] ?? 0,
    partitions,
    partitionCount: threadOfPartition.length,
    openLog: () => {
      const log = fileLog(settings.logDirectory, files, { flushPath: settings.flushPath });
      return flushDelayMs === undefined ? log : delayedLog(log, flushDelayMs);
    },
    openStore: () =>
      new FileSnapshots({
        logDirectory: settings.logDirectory,
        partitionsDirectory: settings.partitionsDirectory,
        partitions,
        files,
      }),
    openPayloads: () => filePayloads(settings.payloadsDirectory, files, { writer: String(thread) }),
    mode: settings.mode,
    clock: systemClock,
    runner: createOrchestratorRunner({
      ...(episodeMsMax !== undefined && { episodeMsMax }),
      isWatchedFromOutside: pulse !== undefined,
    }),
    pulse: pulse ?? new Pulse(),
    // Nobody looks after a thread that is the opener's own. Published code has a limit of its own, which is over first.
    ...(pulse === undefined &&
      definitions.orchestrations.length + definitions.entities.length > 0 && {
        timeLimit: new TimeLimit((episodeMsMax ?? LIMITS.episodeMsMax) + OWN_LIMIT_FIRST_MS),
      }),
    orchestrations: definitions.orchestrations,
    entities: definitions.entities,
    ...(sandbox !== undefined && { authored: new AuthoredKinds(sandbox, settings.entityTypes ?? []) }),
    localActivities,
    ...(localActivities.size > 0 && {
      makeExecutor: (send) =>
        inlineExecutor(
          definitions.activities,
          (report) => send({ kind: "report", report }),
          new Places(settings.activitiesAtOnce ?? ACTIVITIES_AT_ONCE),
        ),
    }),
    idempotentActivities,
    channel,
    admission: { ...ADMISSION_LIMITS, heapBytesMax, ...settings.limits },
    heapBytes: () => getHeapStatistics().used_heap_size,
    ...(snapshots !== undefined && { snapshots }),
    ...(liveSessionsMax !== undefined && { liveSessionsMax }),
    condemned: new Map(settings.condemned),
    newExecutionId: () => executionId(randomUUID()),
  });
}

function partitionsOf({ thread, threadOfPartition }: ThreadSettings): readonly PartitionId[] {
  return threadOfPartition.flatMap((owner, index) => (owner === thread ? [partitionId(index)] : []));
}

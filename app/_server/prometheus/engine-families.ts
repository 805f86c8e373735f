import type { Distribution, HubMetrics, PartitionMetrics, ThreadMetrics } from "@dacapo/engine";
import type { EngineReading } from "../api-types";
import type { Family, Labels, Sample } from "./exposition";

/** By name: the help, and where the value is found. */
type Figures<Source> = Readonly<Record<string, readonly [help: string, figureOf: (source: Source) => number]>>;

const HUB_GAUGES: Figures<HubMetrics> = {
  dacapo_opened_timestamp_seconds: ["When the engine was opened.", (hub) => seconds(hub.openedAtMs)],
  dacapo_process_resident_bytes: ["Resident memory of the whole process.", (hub) => hub.processBytes],
  dacapo_activities_running: ["Attempts of activities that run.", (hub) => hub.activities.running],
  dacapo_activities_waiting: ["Attempts that wait for a place.", (hub) => hub.activities.waiting],
  dacapo_activities_at_once_limit: ["How many attempts may run at once.", (hub) => hub.activities.atOnceMax],
};

const THREAD_COUNTERS: Figures<ThreadMetrics> = {
  dacapo_runs_started_total: ["Runs whose start is durable.", ({ counts }) => counts.started],
  dacapo_episodes_total: ["Turns of orchestrators.", ({ counts }) => counts.episodes],
  dacapo_activity_attempts_total: ["Attempts of activities that ended.", ({ counts }) => counts.activities],
  dacapo_entity_operations_total: ["Operations on entities.", ({ counts }) => counts.entityOperations],
  dacapo_messages_across_total: ["Messages to partitions with another log.", ({ counts }) => counts.messagesAcross],
  dacapo_timers_fired_total: ["Timers that fired.", ({ counts }) => counts.timersFired],
  dacapo_requests_refused_total: ["Requests refused because there was too much to do.", ({ counts }) => counts.refused],
  dacapo_log_records_total: ["Records appended to the log.", ({ counts }) => counts.records],
  dacapo_log_bytes_total: ["Bytes appended to the log.", ({ counts }) => counts.logBytes],
  dacapo_thread_restarts_total: ["Restarts of a thread that broke or hung.", (thread) => thread.restarts],
  dacapo_thread_rewinds_total: ["Times a thread went back behind a lost message.", (thread) => thread.rewinds],
};

const THREAD_GAUGES: Figures<ThreadMetrics> = {
  dacapo_log_epoch: ["The number of this incarnation of the log.", (thread) => thread.epoch],
  dacapo_log_appended_position: ["Position of the newest record.", (thread) => thread.appendedPosition],
  dacapo_log_durable_position: ["Position of the newest durable record.", (thread) => thread.durablePosition],
  dacapo_log_snapshot_position: ["Position that the newest snapshot covers.", (thread) => thread.snapshotPosition],
  dacapo_log_tail_bytes: ["Bytes of log behind the newest snapshot.", (thread) => thread.logTailBytes],
  dacapo_effects_held: ["Effects that wait until their cause is durable.", (thread) => thread.effectsHeld],
  dacapo_snapshot_seconds: ["How long the newest snapshot took.", ({ snapshot }) => seconds(snapshot.tookMs)],
  dacapo_snapshot_bytes: ["Bytes that the newest snapshot wrote.", ({ snapshot }) => snapshot.bytes],
  dacapo_snapshot_in_progress: ["1 while a snapshot is written.", ({ snapshot }) => Number(snapshot.inProgress)],
  dacapo_recovery_seconds: ["How long the thread took to recover.", ({ recovery }) => seconds(recovery.tookMs)],
  dacapo_recovery_records: ["Records that the thread replayed to recover.", ({ recovery }) => recovery.records],
  dacapo_recovery_ratio: ["How much of its recovery the thread has done: 1 when it runs.", recoveredShare],
  dacapo_live_orchestrators: ["Orchestrators that wait in memory.", (thread) => thread.liveOrchestrators],
  dacapo_thread_busy_ratio: ["Share of the last second that the thread was busy.", (thread) => thread.busyShare],
  dacapo_thread_heap_bytes: ["Heap of the thread.", (thread) => thread.heapBytes],
};

const PARTITION_COUNTERS: Figures<PartitionMetrics> = {
  dacapo_partition_records_total: ["Records that it appended.", ({ records }) => records],
};

const PARTITION_GAUGES: Figures<PartitionMetrics> = {
  dacapo_partition_resident_instances: ["Instances in memory.", ({ resident }) => resident],
  dacapo_partition_stored_instances: ["Instances in the snapshot store.", ({ stored }) => stored],
  dacapo_partition_active_instances: ["Instances that have not ended.", ({ active }) => active],
  dacapo_partition_queue_events: ["Events that arrived and wait.", ({ queueDepth }) => queueDepth],
  dacapo_partition_outbox_messages: ["Messages to other logs, not confirmed.", ({ outboxDepth }) => outboxDepth],
  dacapo_partition_position: ["Position of its newest record.", ({ position }) => position],
  dacapo_partition_speculation_records: [
    "Its records that are not durable.",
    ({ speculationDepth }) => speculationDepth,
  ],
};

/** Everything the engine tells of itself, under names for Prometheus: seconds, bytes, `_total` for what only grows. */
export function engineFamilies(reading: EngineReading, version: string): readonly Family[] {
  const isUp = reading.state === "running";
  const labels = { version, ...(isUp && { speculation: reading.metrics.mode }) };
  const always: readonly Family[] = [
    family("gauge", "dacapo_up", "1 while the engine runs, 0 when it has stopped.", [{ value: Number(isUp) }]),
    family("gauge", "dacapo_info", "Always 1; its labels say what runs.", [{ labels, value: 1 }]),
  ];
  return isUp ? [...always, ...hubFamilies(reading.metrics)] : always;
}

function hubFamilies(hub: HubMetrics): readonly Family[] {
  const { threads, partitions } = hub;
  const threadLabels = ({ thread }: ThreadMetrics) => ({ thread });
  const partitionLabels = ({ partition, thread }: PartitionMetrics) => ({ partition, thread });
  return [
    ...families("gauge", HUB_GAUGES, [hub], () => ({})),
    summary("dacapo_acknowledgement_seconds", "From a request that changes something to its durable answer.", [
      [{}, inSeconds(hub.acknowledgements)],
    ]),
    ...families("counter", THREAD_COUNTERS, threads, threadLabels),
    family("counter", "dacapo_runs_ended_total", "Runs whose end is durable, by how they ended.", byOutcome(threads)),
    ...families("gauge", THREAD_GAUGES, threads, threadLabels),
    family(
      "gauge",
      "dacapo_snapshot_finished_timestamp_seconds",
      "When the newest snapshot was finished.",
      finished(threads),
    ),
    summary(
      "dacapo_flush_seconds",
      "How long it takes to make a batch durable.",
      threads.map(({ thread, flushes }) => [{ thread }, inSeconds(flushes)]),
    ),
    summary(
      "dacapo_batch_records",
      "Records in a batch.",
      threads.map(({ thread, batchRecords }) => [{ thread }, batchRecords]),
    ),
    summary(
      "dacapo_batch_bytes",
      "Bytes in a batch.",
      threads.map(({ thread, batchBytes }) => [{ thread }, batchBytes]),
    ),
    ...families("counter", PARTITION_COUNTERS, partitions, partitionLabels),
    ...families("gauge", PARTITION_GAUGES, partitions, partitionLabels),
  ];
}

/** 0 as long as it is not known how many records there are. */
function recoveredShare({ state, recovery: { records, ofRecords } }: ThreadMetrics): number {
  if (state !== "recovering") return 1;
  if (ofRecords === undefined) return 0;
  return ofRecords === 0 ? 1 : Math.min(1, records / ofRecords);
}

/** One family out of three counters, told apart by a label. */
function byOutcome(threads: readonly ThreadMetrics[]): readonly Sample[] {
  return threads.flatMap(({ thread, counts }) =>
    (["completed", "failed", "terminated"] as const).map((outcome) => ({
      labels: { thread, outcome },
      value: counts[outcome],
    })),
  );
}

/** Absent before the first snapshot: 0 would be the year 1970. */
function finished(threads: readonly ThreadMetrics[]): readonly Sample[] {
  return threads.flatMap(({ thread, snapshot: { finishedAtMs } }) =>
    finishedAtMs === undefined ? [] : [{ labels: { thread }, value: seconds(finishedAtMs) }],
  );
}

function families<Source>(
  type: "counter" | "gauge",
  figures: Figures<Source>,
  sources: readonly Source[],
  labelsOf: (source: Source) => Labels,
): readonly Family[] {
  return Object.entries(figures).map(([name, [help, figureOf]]) =>
    family(
      type,
      name,
      help,
      sources.map((source) => ({ labels: labelsOf(source), value: figureOf(source) })),
    ),
  );
}

const family = (type: Family["type"], name: string, help: string, samples: readonly Sample[]): Family => ({
  name,
  type,
  help,
  samples,
});

const summary = (name: string, help: string, of: readonly (readonly [Labels, Distribution])[]): Family =>
  family(
    "summary",
    name,
    help,
    of.flatMap(([labels, distribution]) => quantiles(distribution, labels)),
  );

/** The quantiles are of the last samples, sum and count of all: as a summary is. */
function quantiles({ count, sum, p50, p95, p99 }: Distribution, labels: Labels): readonly Sample[] {
  return [
    { labels: { ...labels, quantile: 0.5 }, value: p50 },
    { labels: { ...labels, quantile: 0.95 }, value: p95 },
    { labels: { ...labels, quantile: 0.99 }, value: p99 },
    { suffix: "_sum", labels, value: sum },
    { suffix: "_count", labels, value: count },
  ];
}

function inSeconds({ count, p50, p95, p99, max, sum }: Distribution): Distribution {
  return { count, p50: seconds(p50), p95: seconds(p95), p99: seconds(p99), max: seconds(max), sum: seconds(sum) };
}

const seconds = (ms: number): number => ms / 1_000;

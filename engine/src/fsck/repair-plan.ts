import { partitionsDirectory } from "../storage/file/layout.js";
import { type LogPosition, type LogRecord, logPosition } from "../storage/log.js";
import type { PayloadSource } from "../storage/payloads.js";
import { kindsOf, nameList } from "./explain.js";
import type { LogSurvey } from "./log-survey.js";
import { factsOf, type RecordFacts } from "./record-facts.js";
import type { DamagedSegment } from "./segment-survey.js";
import type { StoreRepair } from "./store-repair.js";
import type { LogAndStore, Survey } from "./survey.js";
import { counted, fromTo, grouped } from "./words.js";

/** What becomes of a damaged log: it goes on behind `keptThrough`, and what came later is lost. */
export interface LogRepair {
  readonly log: LogSurvey;
  /** The snapshot has everything up to here; 0 without one. */
  readonly after: LogPosition;
  /** The records that stay. */
  readonly kept: readonly LogRecord[];
  readonly keptThrough: LogPosition;
  /** What can still be read of what is lost. */
  readonly lost: RecordFacts;
  /** The highest position that was found. Between it and `keptThrough` some records may not even be readable. */
  readonly lostThrough: LogPosition;
}

export type RepairPlan =
  | { readonly kind: "nothing to repair" }
  | { readonly kind: "beyond repair"; readonly why: string }
  | {
      readonly kind: "repair";
      /** First, for what they keep decides whether a log can go on. */
      readonly stores: readonly StoreRepair[];
      readonly logs: readonly LogRepair[];
    };

/**
 * The records after the snapshot are kept up to the first one that is missing or cannot be understood:
 * whoever went on from there would go on without a cause.
 */
export function planRepair(surveyed: Survey, payloads: PayloadSource): RepairPlan {
  if (surveyed.kind !== "surveyed") {
    const why = surveyed.kind === "unreadable" ? surveyed.why : `${surveyed.directory} is no data directory.`;
    return { kind: "beyond repair", why };
  }
  const [beyond] = surveyed.logs.flatMap(({ log, partitions }) => [
    ...(log.snapshot.kind === "damaged" ? [log.snapshot.why] : []),
    ...partitions.flatMap((partition) => partition.beyond),
  ]);
  if (beyond !== undefined) {
    return {
      kind: "beyond repair",
      why: `What the snapshot kept is kept nowhere else, so a backup alone can bring it back: ${beyond}`,
    };
  }
  const logs = surveyed.logs.filter(({ log }) => log.damage.length > 0).map(({ log }) => repairOf(log, payloads));
  const stores = surveyed.logs.flatMap((each) => storeRepairOf(each, surveyed, logs));
  return logs.length + stores.length === 0 ? { kind: "nothing to repair" } : { kind: "repair", stores, logs };
}

function storeRepairOf(
  { log, partitions }: LogAndStore,
  { directory, identity }: Extract<Survey, { kind: "surveyed" }>,
  logs: readonly LogRepair[],
): readonly StoreRepair[] {
  const segments = partitions.flatMap(({ partition, damaged }) => damaged.map((segment) => ({ partition, segment })));
  if (segments.length === 0) return [];
  const records = logs.find((repair) => repair.log === log)?.kept ?? log.records;
  return [
    {
      logDirectory: log.directory,
      partitionsDirectory: partitionsDirectory(directory),
      partitions: log.partitions,
      partitionCount: identity.partitionCount,
      segments,
      records,
    },
  ];
}

function repairOf(log: LogSurvey, payloads: PayloadSource): LogRepair {
  const after = log.snapshot.kind === "found" ? log.snapshot.position : logPosition(0);
  const unreadable = new Set(log.facts.unreadable.map(({ position }) => position));
  const firstLost = log.records.findIndex(
    ({ position }, index) => position !== after + 1 + index || unreadable.has(position),
  );
  const kept = firstLost === -1 ? log.records : log.records.slice(0, firstLost);
  const lost = firstLost === -1 ? [] : log.records.slice(firstLost);
  const keptThrough = logPosition(after + kept.length);
  const lostThrough = lost.at(-1)?.position ?? keptThrough;
  return { log, after, kept, keptThrough, lost: factsOf(lost, payloads), lostThrough };
}

/** What a repair will do and what it costs, in sentences. */
export function explainRepair(plan: RepairPlan, logCount: number, rescued: string): readonly string[] {
  switch (plan.kind) {
    case "nothing to repair":
      return ["There is nothing to repair."];
    case "beyond repair":
      return [`This cannot be repaired here. ${plan.why}`];
    case "repair":
      return [...aboutStores(plan.stores, rescued), ...aboutLogs(plan.logs, logCount, rescued)];
  }
}

function aboutStores(stores: readonly StoreRepair[], rescued: string): readonly string[] {
  if (stores.length === 0) return [];
  return [
    `A repair first copies every damaged file of the snapshot store into ${rescued}. Then it writes them anew from the entries in them that are whole, and sees whether the log goes on from what is left; if it does not, everything is put back:`,
    ...stores.flatMap(({ segments }) => segments.flatMap(({ segment }) => aboutSegment(segment)).map(indented)),
  ];
}

function aboutSegment({ file, kept, lost }: DamagedSegment): readonly string[] {
  const stays = `${file} keeps ${counted(kept.length, "entry", "entries")}.`;
  if (lost.length === 0) return [`${stays} Nothing is lost: what is broken follows from them.`];
  const names = (isSure: boolean): readonly string[] =>
    lost.flatMap(({ name, isNameSure }) => (name !== undefined && isNameSure === isSure ? [name] : []));
  const nameless = lost.filter(({ name }) => name === undefined).length;
  return [
    `${stays} It loses ${counted(lost.length, "entry", "entries")}, of which no whole copy is left. The hub will know nothing of them any more, and they can be started again:`,
    ...(names(true).length > 0 ? [`  ${nameList(new Set(names(true)))}.`] : []),
    ...(names(false).length > 0
      ? [`  perhaps, for their names may be damaged: ${nameList(new Set(names(false)))}.`]
      : []),
    ...(nameless > 0 ? [`  ${counted(nameless, "entry", "entries")} whose name cannot be read.`] : []),
  ];
}

function aboutLogs(logs: readonly LogRepair[], logCount: number, rescued: string): readonly string[] {
  if (logs.length === 0) return [];
  const isLoss = logs.some(({ lost, keptThrough, lostThrough }) => lost.count > 0 || keptThrough < lostThrough);
  return [
    `A repair first copies every file of the log into ${rescued}. Then it writes the log anew, as far as it can be relied on:`,
    ...logs.flatMap((repair) => aboutRepair(repair).map(indented)),
    ...(logCount > 1 && isLoss
      ? [
          "  Instances on other logs may have had messages from what is lost. They keep them, and may then be told things twice or wait for ever; look at those that talk to the instances named here.",
        ]
      : []),
  ];
}

const indented = (line: string): string => `  ${line}`;

function aboutRepair({ log, after, kept, keptThrough, lost, lostThrough }: LogRepair): readonly string[] {
  const basis = after > 0 ? `the snapshot, which holds everything up to record ${grouped(after)}, and ` : "";
  const stays = `${log.directory} keeps ${basis}${kept.length === 0 ? "no records" : fromTo(after + 1, keptThrough)}.`;
  if (lostThrough <= keptThrough)
    return [stays, "Nothing that can still be read is lost. If records came later, nothing of them is left."];
  const unread = lostThrough - keptThrough - lost.count;
  return [
    stays,
    `It loses ${fromTo(keptThrough + 1, lostThrough)}: ${kindsOf(lost) || "none of them can be read"}${unread > 0 ? `, and ${counted(unread, "record")} of which nothing is left` : ""}.`,
    ...(lost.names.size > 0
      ? [
          `What these did since then is forgotten; they go on from where they were at record ${grouped(keptThrough)}, or never began: ${nameList(lost.names)}.`,
        ]
      : []),
  ];
}

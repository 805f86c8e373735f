import { type LogPosition, type LogRecord, logPosition } from "../storage/log.js";
import type { PayloadSource } from "../storage/payloads.js";
import { kindsOf, nameList } from "./explain.js";
import type { LogSurvey } from "./log-survey.js";
import { factsOf, type RecordFacts } from "./record-facts.js";
import type { Survey } from "./survey.js";
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
  | { readonly kind: "repair"; readonly logs: readonly LogRepair[] };

/**
 * The records after the snapshot are kept up to the first one that is missing or cannot be understood:
 * whoever went on from there would go on without a cause.
 */
export function planRepair(surveyed: Survey, payloads: PayloadSource): RepairPlan {
  if (surveyed.kind !== "surveyed") {
    const why = surveyed.kind === "unreadable" ? surveyed.why : `${surveyed.directory} is no data directory.`;
    return { kind: "beyond repair", why };
  }
  const stores = surveyed.logs.flatMap(({ log, partitions }) => [
    ...(log.snapshot.kind === "damaged" ? [log.snapshot.why] : []),
    ...partitions.flatMap(({ damage }) => damage),
  ]);
  const [broken] = stores;
  if (broken !== undefined) {
    return {
      kind: "beyond repair",
      why: `What the snapshot kept is kept nowhere else, so a backup alone can bring it back: ${broken}`,
    };
  }
  const logs = surveyed.logs.filter(({ log }) => log.damage.length > 0).map(({ log }) => repairOf(log, payloads));
  return logs.length === 0 ? { kind: "nothing to repair" } : { kind: "repair", logs };
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
      return [
        `A repair first copies every file of the log into ${rescued}. Then it writes the log anew, as far as it can be relied on:`,
        ...plan.logs.flatMap((repair) => aboutRepair(repair).map((line) => `  ${line}`)),
        ...(logCount > 1 &&
        plan.logs.some(({ lost, keptThrough, lostThrough }) => lost.count > 0 || keptThrough < lostThrough)
          ? [
              "  Instances on other logs may have had messages from what is lost. They keep them, and may then be told things twice or wait for ever; look at those that talk to the instances named here.",
            ]
          : []),
      ];
  }
}

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

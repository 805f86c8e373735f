import type { Unreferred } from "../storage/payloads.js";
import type { LogFileFacts, LogSurvey } from "./log-survey.js";
import type { RecordFacts } from "./record-facts.js";
import type { PartitionSurvey } from "./store-survey.js";
import { damageOf, type LogAndStore, type Survey, type TextsSurvey } from "./survey.js";
import { counted, fromTo, grouped, sized, some } from "./words.js";

/** Says what a data directory is and how it is, to a person who has never seen one from inside. */
export function explain(surveyed: Survey): readonly string[] {
  switch (surveyed.kind) {
    case "not a data directory":
      return [
        `${surveyed.directory} is no data directory: there is no format.json in it. The server's is the folder "engine" in its DATA_DIR.`,
      ];
    case "unreadable":
      return [`Data directory ${surveyed.directory}`, "", ...verdict(surveyed)];
    case "surveyed": {
      const { directory, identity, logs, texts } = surveyed;
      const { formatVersion, partitionCount, generation, hubId } = identity;
      const spread = generation === undefined ? "" : ` on ${counted(logs.length, "log")} (generation ${generation})`;
      return [
        `Data directory ${directory}`,
        `  Format ${formatVersion}; ${counted(partitionCount, "partition")}${spread}; of the hub ${hubId}.`,
        ...logs.flatMap((each, index) => ["", ...aboutLog(each, index + 1, logs.length)]),
        ...aboutTexts(texts),
        "",
        ...verdict(surveyed),
      ];
    }
  }
}

function aboutLog({ log, partitions }: LogAndStore, number: number, of: number): readonly string[] {
  const files = log.files.map((file, index) => aboutFile(file, index === log.files.length - 1));
  return [
    `Log ${number} of ${of}: ${log.directory}, of ${counted(log.partitions.length, "partition")} (${log.partitions.join(", ")})`,
    ...aboutSnapshot(log, partitions).map(indented),
    ...(files.length === 0 ? ["It has no files yet."] : files).map(indented),
    ...aboutSpares(log).map(indented),
    ...aboutRecords(log).map(indented),
  ];
}

function aboutSnapshot({ snapshot }: LogSurvey, partitions: readonly PartitionSurvey[]): readonly string[] {
  switch (snapshot.kind) {
    case "none":
      return ["There is no snapshot: everything is in the log."];
    case "damaged":
      return ["The snapshot cannot be read."];
    case "found": {
      const segments = partitions.reduce((sum, { segments }) => sum + segments, 0);
      const records = partitions.reduce((sum, { records }) => sum + records, 0);
      const bytes = partitions.reduce((sum, { bytes }) => sum + bytes, 0);
      return [
        `The newest snapshot holds everything up to record ${grouped(snapshot.position)}: ${counted(records, "entry", "entries")}, ${sized(bytes)} in ${counted(segments, "segment")}.`,
      ];
    }
  }
}

function aboutFile({ name, bytes, positions, batches, end, behind }: LogFileFacts, isLast: boolean): string {
  const holds =
    positions === undefined
      ? "holds no records"
      : `holds ${fromTo(positions.first, positions.last)} in ${counted(batches, "batch", "batches")}`;
  const ends = isLast || behind === "whole batches" ? aboutEnd(end, bytes, behind) : "";
  return `${name}, ${sized(bytes)}, ${holds}${ends}.`;
}

function aboutEnd(end: number, bytes: number, behind: LogFileFacts["behind"]): string {
  switch (behind) {
    case "nothing":
      return "; with it the log ends";
    case "zeros":
      return `; the log ends at offset ${end}, with zeros behind it`;
    case "a torn write":
      return `; at offset ${end} a write begins that was not finished and was never acknowledged: the next opening cuts it, and nothing is lost by that`;
    case "whole batches":
      return `; at offset ${end} something is broken, for whole batches stand behind it`;
    case "other bytes":
      return `; the log ends at offset ${end}. The ${sized(bytes - end)} behind it are of an earlier use of the file, or of a write that was not finished and never acknowledged`;
  }
}

function aboutSpares({ spares }: LogSurvey): readonly string[] {
  if (spares.length === 0) return [];
  const names = spares.map(({ name, bytes }) => `${name} (${sized(bytes)})`).join(", ");
  return [`${counted(spares.length, "file")} for later use: ${names}. Nothing in them counts.`];
}

function aboutRecords({ facts, snapshot }: LogSurvey): readonly string[] {
  const where = snapshot.kind === "found" ? "After the snapshot there" : "There";
  if (facts.count === 0) return [`${where} are no records.`];
  const partitions = [...facts.byPartition]
    .sort(([a], [b]) => a - b)
    .map(([partition, count]) => `${partition}: ${grouped(count)}`);
  return [
    `${where} ${facts.count === 1 ? "is" : "are"} ${counted(facts.count, "record")}, about ${counted(facts.names.size, "instance or entity", "instances and entities")}:`,
    `  by kind: ${kindsOf(facts)}`,
    ...(partitions.length > 0 ? [`  by partition: ${partitions.join(", ")}`] : []),
  ];
}

/** `12 EpisodeEnded, 3 TimerFired`. */
export function kindsOf({ byKind, unreadable }: RecordFacts): string {
  const kinds = [...byKind].sort(([, a], [, b]) => b - a).map(([kind, count]) => `${grouped(count)} ${kind}`);
  return [...kinds, ...(unreadable.length > 0 ? [`${grouped(unreadable.length)} that cannot be understood`] : [])].join(
    ", ",
  );
}

function aboutTexts(texts: TextsSurvey): readonly string[] {
  switch (texts.kind) {
    case "not read":
    case "uncertain":
      return [];
    case "counted": {
      const { referred, unreferred } = texts;
      if (referred.size + unreferred.files === 0) return [];
      const there = `Large texts: ${grouped(referred.size)} that something refers to`;
      return ["", unreferred.files === 0 ? `${there}.` : `${there}, and ${uselessFiles(unreferred)}.`];
    }
  }
}

/** What is offered when nothing but room can be won. `hasRescued`: files of an earlier repair are there. */
export function explainTidying(unreferred: Unreferred, hasRescued: boolean): readonly string[] {
  return [
    `There ${unreferred.files === 1 ? "is" : "are"} ${uselessFiles(unreferred)}: large texts of runs that are over or were forgotten, and drafts of some that were never finished. They can be removed; nothing else is touched.`,
    ...(hasRescued
      ? ["The files in the folder rescued may refer to some of them; if you want to look at those, say no."]
      : []),
  ];
}

/** `2 files (1.9 MiB) that nothing refers to`. */
const uselessFiles = ({ files, bytes }: Unreferred): string =>
  `${counted(files, "file")} (${sized(bytes)}) that nothing refers to`;

function verdict(surveyed: Survey): readonly string[] {
  const damage = damageOf(surveyed);
  if (damage.length > 0) return [`DAMAGED: ${counted(damage.length, "finding")}.`, ...shown(damage).map(indented)];
  const isVerified = surveyed.kind === "surveyed" && surveyed.texts.kind === "counted";
  return [
    isVerified
      ? "CLEAN: everything was read, every checksum is right, and every record and entry can be understood."
      : "CLEAN: the log is whole. What the snapshot keeps, and large texts, were not read; --verify reads them, too.",
  ];
}

const FINDINGS_SHOWN = 20;

function shown(damage: readonly string[]): readonly string[] {
  const more = damage.length - FINDINGS_SHOWN;
  return more > 0 ? [...damage.slice(0, FINDINGS_SHOWN), `… and ${grouped(more)} more`] : damage;
}

const indented = (line: string): string => `  ${line}`;

/** A list of names that a person can take in. */
export const nameList = (names: ReadonlySet<string>): string => some([...names].sort(), 30);

import { stateBytes } from "../host/state-bytes.js";
import { type JsonText, type PartitionId, partitionId } from "../model/index.js";
import { filePayloads } from "../storage/file/file-payloads.js";
import type { Files } from "../storage/file/files.js";
import {
  type FoundDirectory,
  findDirectory,
  firstLogDirectory,
  logDirectoryOf,
  partitionsDirectory,
  payloadsDirectory,
} from "../storage/file/layout.js";
import type { PayloadRef, PayloadSource, Payloads, Unreferred } from "../storage/payloads.js";
import { type LogSurvey, surveyLog } from "./log-survey.js";
import { attempt } from "./record-facts.js";
import { type PartitionSurvey, surveyStore } from "./store-survey.js";

/** What a data directory says that it is. */
export interface Identity {
  readonly formatVersion: 1 | 2;
  readonly hubId: string;
  readonly partitionCount: number;
  /** Absent in format 1. */
  readonly generation?: number;
}

/** A log, and what its snapshot keeps. */
export interface LogAndStore {
  readonly log: LogSurvey;
  readonly partitions: readonly PartitionSurvey[];
}

/** The large texts beside the logs. */
export type TextsSurvey =
  /** They are looked at only with everything else. */
  | { readonly kind: "not read" }
  /** Something is damaged, so it cannot be told what all of it refers to. */
  | { readonly kind: "uncertain" }
  /** All that is referred to is there, and is what it should be. */
  | { readonly kind: "counted"; readonly referred: ReadonlySet<PayloadRef>; readonly unreferred: Unreferred };

export type Survey =
  | { readonly kind: "not a data directory"; readonly directory: string }
  /** `format.json` cannot be read, so nothing else can be understood. */
  | { readonly kind: "unreadable"; readonly directory: string; readonly why: string }
  | {
      readonly kind: "surveyed";
      readonly directory: string;
      readonly identity: Identity;
      readonly logs: readonly LogAndStore[];
      readonly texts: TextsSurvey;
    };

/** Looks at a data directory without changing anything. `verify`: every byte that the hub may need. */
export function survey(directory: string, files: Files, verify: boolean): Survey {
  if (!files.exists(directory)) return { kind: "not a data directory", directory };
  const found = attempt(() => findDirectory(directory, files));
  if (found.kind === "failed") return { kind: "unreadable", directory, why: found.why };
  const plan = planOf(directory, found.result);
  if (plan === undefined) return { kind: "not a data directory", directory };
  const payloads = filePayloads(payloadsDirectory(directory), files);
  const { noting, referred } = notingReads(payloads);
  const logs = plan.logs.map(([log, partitions]) => ({
    log: surveyLog(log, partitions, files, verify ? noting : UNREAD),
    partitions: surveyStore(
      log,
      partitionsDirectory(directory),
      files,
      verify
        ? { kind: "everything", bytes: stateBytes(noting), partitionCount: plan.identity.partitionCount }
        : { kind: "manifest" },
    ),
  }));
  const texts = verify ? textsOf(logs, payloads, referred) : ({ kind: "not read" } as const);
  return { kind: "surveyed", directory, identity: plan.identity, logs, texts };
}

/** The same large texts, and which of them were asked for. */
function notingReads(payloads: Payloads): { readonly noting: Payloads; readonly referred: ReadonlySet<PayloadRef> } {
  const referred = new Set<PayloadRef>();
  const get = (ref: PayloadRef): JsonText => {
    referred.add(ref);
    return payloads.get(ref);
  };
  return { noting: { ...payloads, get }, referred };
}

/** After everything was read: what was never asked for, nothing refers to. */
function textsOf(
  logs: readonly LogAndStore[],
  payloads: Payloads,
  referred: ReadonlySet<PayloadRef>,
): Exclude<TextsSurvey, { kind: "not read" }> {
  if (logs.flatMap(damageIn).length > 0) return { kind: "uncertain" };
  return { kind: "counted", referred, unreferred: payloads.unreferred(referred) };
}

/** Everything that is wrong, in sentences. */
export function damageOf(surveyed: Survey): readonly string[] {
  switch (surveyed.kind) {
    case "not a data directory":
      return [];
    case "unreadable":
      return [surveyed.why];
    case "surveyed":
      return surveyed.logs.flatMap(damageIn);
  }
}

const damageIn = ({ log, partitions }: LogAndStore): readonly string[] => [
  ...log.damage,
  ...partitions.flatMap(({ damage }) => damage),
];

/** Large texts are not looked at: whatever refers to one is told nothing. */
const UNREAD: PayloadSource = { get: () => "null" as JsonText };

interface Plan {
  readonly identity: Identity;
  readonly logs: readonly (readonly [string, readonly PartitionId[]])[];
}

function planOf(directory: string, found: FoundDirectory): Plan | undefined {
  switch (found.kind) {
    case "new":
      return undefined;
    case "version1": {
      const { hubId, partitionCount } = found;
      const all = Array.from({ length: partitionCount }, (_, index) => partitionId(index));
      return { identity: { formatVersion: 1, hubId, partitionCount }, logs: [[firstLogDirectory(directory), all]] };
    }
    case "layout": {
      const { hubId, partitionCount, generation, logs } = found.layout;
      return {
        identity: { formatVersion: 2, hubId, partitionCount, generation },
        logs: logs.map((partitions, index) => [logDirectoryOf(directory, found.layout, index), partitions] as const),
      };
    }
  }
}

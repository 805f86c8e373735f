import { decodeLogOpened, LOG_ITSELF } from "../host/log-opened.js";
import type { PartitionEvent } from "../partition/event.js";
import { decodeEvent } from "../storage/event-codec.js";
import type { LogPosition, LogRecord } from "../storage/log.js";
import type { PayloadSource } from "../storage/payloads.js";

/** What is told of records without showing what is in them. */
export interface RecordFacts {
  readonly count: number;
  readonly byKind: ReadonlyMap<string, number>;
  readonly byPartition: ReadonlyMap<number, number>;
  /** Instances and entities that the records are about. */
  readonly names: ReadonlySet<string>;
  /** Records that are whole and cannot be understood. */
  readonly unreadable: readonly { readonly position: LogPosition; readonly why: string }[];
}

export function factsOf(records: Iterable<LogRecord>, payloads: PayloadSource): RecordFacts {
  const byKind = new Map<string, number>();
  const byPartition = new Map<number, number>();
  const names = new Set<string>();
  const unreadable: { position: LogPosition; why: string }[] = [];
  let count = 0;
  for (const { position, partition, payload } of records) {
    count += 1;
    if (partition === LOG_ITSELF) {
      const opened = attempt(() => decodeLogOpened(payload));
      if (opened.kind === "failed") unreadable.push({ position, why: opened.why });
      else byKind.set("LogOpened", (byKind.get("LogOpened") ?? 0) + 1);
      continue;
    }
    byPartition.set(partition, (byPartition.get(partition) ?? 0) + 1);
    const read = attempt(() => decodeEvent(payload, payloads));
    if (read.kind === "failed") {
      unreadable.push({ position, why: read.why });
      continue;
    }
    const event = read.result;
    byKind.set(event.type, (byKind.get(event.type) ?? 0) + 1);
    for (const name of namesIn(event)) names.add(name);
  }
  return { count, byKind, byPartition, names, unreadable };
}

function namesIn(event: PartitionEvent): readonly string[] {
  const named: string[] = [];
  if ("instanceId" in event) named.push(event.instanceId);
  if ("entityId" in event) named.push(event.entityId);
  return named;
}

export type Attempt<Result> =
  | { readonly kind: "done"; readonly result: Result }
  | { readonly kind: "failed"; readonly why: string; readonly error: unknown };

/** A damaged place must not keep the rest from being looked at. */
export function attempt<Result>(act: () => Result): Attempt<Result> {
  try {
    return { kind: "done", result: act() };
  } catch (error) {
    return { kind: "failed", why: error instanceof Error ? error.message : String(error), error };
  }
}

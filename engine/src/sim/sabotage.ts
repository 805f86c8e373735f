import path from "node:path";
import type { FromEngine, ToEngine } from "../host/protocol.js";
import type { OrchestratorRunner } from "../host/realm/runner.js";
import type { Files } from "../storage/file/files.js";
import type { Batch, Log, LogRecord } from "../storage/log.js";
import type { Payloads } from "../storage/payloads.js";
import type { SnapshotStore } from "../storage/snapshot-store.js";
import type { Chance } from "./chance.js";
import type { Life } from "./world.js";

/** What one incarnation's ports are made of, so that a sabotage can put itself between. */
export interface Workshop {
  readonly life: Life;
  readonly chance: Chance;
  /** What the sabotage remembers from one incarnation to the next. */
  readonly memory: Set<string>;
}

/**
 * A fault planted on purpose, in a port: the product's code stays as it is. Checkers that do not
 * catch it within a thousand seeds check nothing.
 */
export interface Sabotage {
  readonly what: string;
  files?(files: Files, workshop: Workshop): Files;
  log?(log: Log, workshop: Workshop): Log;
  store?(store: SnapshotStore, workshop: Workshop): SnapshotStore;
  payloads?(payloads: Payloads, workshop: Workshop): Payloads;
  runner?(runner: OrchestratorRunner, workshop: Workshop): OrchestratorRunner;
  /** `undefined`: the message is lost. */
  toEngine?(message: ToEngine, workshop: Workshop): ToEngine | undefined;
  fromEngine?(message: FromEngine, workshop: Workshop): FromEngine | undefined;
}

export const SABOTAGES = {
  flushSkipped: {
    what: "a flush of the log is skipped",
    files: (files) => ({
      ...files,
      openForWriting: (name, options) => {
        if (!name.endsWith(".log")) return files.openForWriting(name, options);
        const skip = { sync: () => undefined, syncLater: () => Promise.resolve() };
        return { ...files.openForWriting(name), ...skip };
      },
    }),
  },
  nameFlushSkipped: {
    what: "the names in a directory are not flushed",
    files: (files) => ({ ...files, syncDirectory: () => undefined, syncDirectoryLater: () => Promise.resolve() }),
  },
  gateOpenedEarly: {
    what: "effects are released when their batch is handed over, before it is written",
    log: (log, { life }) => {
      // A failure that comes too late for its own batch is told with the next one.
      let failure: { readonly error: unknown } | undefined;
      const write = (batch: Batch): void => {
        try {
          log.append(batch);
        } catch (error) {
          failure = { error };
        }
      };
      return overLog(log, {
        append: (batch) => {
          if (failure !== undefined) throw failure.error;
          const copy = { ...batch, bytes: Buffer.from(batch.bytes) };
          life.after(3, () => write(copy));
          return undefined;
        },
      });
    },
  },
  activitiesForgotten: {
    what: "what activities were under way is forgotten at recovery",
    fromEngine: (message, { memory }) => {
      if (message.kind !== "runActivity") return message;
      const { executionId, taskId, attempt } = message.order;
      const name = `${executionId}:${taskId}:${attempt}`;
      if (memory.has(name)) return undefined;
      memory.add(name);
      return message;
    },
  },
  recordsAppliedTwice: {
    what: "a record in ten is followed by an earlier one once more when the log is replayed",
    log: (log, { chance }) => overLog(log, { read: (after) => withRepeats([...log.read(after)], chance) }),
  },
  recordsSwapped: {
    what: "two records of the log change places when it is replayed",
    log: (log, { chance }) => overLog(log, { read: (after) => withSwap([...log.read(after)], chance) }),
  },
  cutTooMuch: {
    what: "recovery cuts a whole last batch as if it were torn",
    files: (files) => ({
      ...files,
      read: (name) => {
        const bytes = files.read(name);
        const isNewest =
          name.endsWith(".log") && files.list(path.dirname(name)).toSorted().at(-1) === path.basename(name);
        if (!isNewest) return bytes;
        const end = lastBatchOf(bytes, Number.parseInt(path.basename(name), 10));
        return end === undefined
          ? bytes
          : Buffer.concat([bytes.subarray(0, end), Buffer.alloc(bytes.byteLength - end)]);
      },
    }),
  },
  dedupForgotten: {
    what: "a start forgets the name of its request",
    toEngine: (message) => {
      if (message.kind !== "request" || message.request.kind !== "start") return message;
      const { requestId: _forgotten, ...request } = message.request;
      return { ...message, request };
    },
  },
  resultLost: {
    what: "one report in fifty never reaches the partition",
    toEngine: (message, { chance }) => {
      const isResult = message.kind === "report" && message.report.kind === "ended";
      return isResult && chance.happens(0.02) ? undefined : message;
    },
  },
  replayForgets: {
    what: "an orchestrator is rebuilt without the last turn of its history",
    runner: (runner) => ({
      inspect: (code) => runner.inspect(code),
      start: (...all) => runner.start(...all),
      deliver: (...all) => runner.deliver(...all),
      rebuild: (session, definition, history) => {
        const lastTurn = history.findLastIndex((event) => event.type === "TurnStarted" && event.turn > 1);
        return runner.rebuild(session, definition, lastTurn < 0 ? history : history.slice(0, lastTurn));
      },
      isLive: (session) => runner.isLive(session),
      drop: (session) => runner.drop(session),
    }),
  },
} as const satisfies Record<string, Sabotage>;

/** The same log, of which some methods are replaced. */
const overLog = (log: Log, changes: Partial<Omit<Log, "counters">>): Log => ({
  read: (after) => log.read(after),
  append: (batch) => log.append(batch),
  release: (through) => log.release(through),
  close: () => log.close(),
  ...changes,
  get counters() {
    return log.counters;
  },
});

/** Where the last batch begins that was written in a file's present life. */
function lastBatchOf(file: Buffer, number: number): number | undefined {
  for (let at = file.lastIndexOf("DCLB"); at > 0; at = file.lastIndexOf("DCLB", at - 1)) {
    if (file.readUInt32LE(at + 24) === number) return at;
  }
  return undefined;
}

function* withRepeats(records: readonly LogRecord[], chance: Chance): Generator<LogRecord> {
  for (const [index, record] of records.entries()) {
    yield record;
    const earlier = records[chance.between(0, index)];
    if (earlier !== undefined && chance.happens(0.1)) yield { ...earlier, position: record.position };
  }
}

function* withSwap(records: readonly LogRecord[], chance: Chance): Generator<LogRecord> {
  const place = chance.between(0, records.length - 2);
  const swapped = [...records];
  const [first, second] = [records[place], records[place + 1]];
  if (first !== undefined && second !== undefined) {
    swapped[place] = { ...second, position: first.position };
    swapped[place + 1] = { ...first, position: second.position };
  }
  yield* swapped;
}

import path from "node:path";
import { encodeLogOpened, LOG_ITSELF } from "../host/log-opened.js";
import { type Batch, type Log, type LogRecord, logPosition } from "../storage/log.js";
import type { Chance } from "./chance.js";
import type { Sabotage } from "./sabotage.js";

/** Faults in the log and on its way to the disk. */
export const LOG_SABOTAGES = {
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
  logReleasedEarly: {
    what: "the log lets go of records that no snapshot has",
    log: (log) => {
      let last = 0;
      return overLog(log, {
        append: (batch) => {
          last = batch.last;
          return log.append(batch);
        },
        release: (through) => log.release(logPosition(Math.max(through, last))),
      });
    },
  },
  epochForgotten: {
    what: "a log does not know at its opening that incarnations were there before, and uses their numbers again",
    log: (log) => overLog(log, { read: (after) => withoutOpenings([...log.read(after)]) }),
  },
} as const satisfies Record<string, Sabotage>;

/** The same log, of which some methods are replaced. */
const overLog = (log: Log, changes: Partial<Omit<Log, "counters">>): Log => ({
  read: (after) => log.read(after),
  lastBehind: (after) => log.lastBehind(after),
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

/** Each opening says that it is the first one. */
function* withoutOpenings(records: readonly LogRecord[]): Generator<LogRecord> {
  for (const record of records) {
    yield record.partition === LOG_ITSELF ? { ...record, payload: encodeLogOpened(1) } : record;
  }
}

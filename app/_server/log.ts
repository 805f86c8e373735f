import pino, { type Logger } from "pino";
import type { LogLevel } from "./env";

export type { Logger };

/** One JSON object per line on standard output. No transport: that would be a thread of its own. */
export function openLog(level: LogLevel): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}

const LOG = Symbol.for("dacapo.log");
const holder = globalThis as typeof globalThis & { [LOG]?: Logger };

/** The process's log. Before boot has said at which level, it is at "info". */
export function log(): Logger {
  holder[LOG] ??= openLog("info");
  return holder[LOG];
}

export function setLog(logger: Logger): void {
  holder[LOG] = logger;
}

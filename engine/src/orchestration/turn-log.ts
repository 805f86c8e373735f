import { encodeJson, type JsonText, LIMITS } from "../model/index.js";
import { shown } from "./argument-checks.js";

export const LOG_LEVELS = ["info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A line that an orchestration wrote for the operator. */
export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  /** Absent: none was given. */
  readonly data?: JsonText;
}

/**
 * What an orchestration says for the operator in one turn. It is no part of the history and no replay says it again,
 * so it may be cut: a loop that says the same a million times must not cost more than a screen of it.
 */
export class TurnLog {
  #lines: LogLine[] = [];
  #left = 0;

  /** `data` is JSON already. Throws TypeError when what code gave is no line; a replay throws it again. */
  say(level: unknown, message: unknown, data: JsonText | undefined): void {
    if (!isLevel(level)) throw new TypeError(`The level of a log line is one of ${LOG_LEVELS.join(", ")}.`);
    if (typeof message !== "string") {
      throw new TypeError(`ctx.log takes a message, which is a text; it is ${shown(message)}.`);
    }
    if (this.#lines.length === LIMITS.logLinesMax) {
      this.#left += 1;
      return;
    }
    const isLarge = data !== undefined && data.length > LIMITS.logDataCharactersMax;
    const kept = isLarge ? encodeJson({ omitted: `${data.length} characters of JSON` }) : data;
    this.#lines.push({
      level,
      message: message.slice(0, LIMITS.logMessageCharactersMax),
      ...(kept !== undefined && { data: kept }),
    });
  }

  /** What was said since the last time. */
  take(): readonly LogLine[] {
    if (this.#lines.length === 0) return NO_LINES;
    const lines = this.#lines;
    if (this.#left > 0) {
      lines.push({ level: "warn", message: `${this.#left} more lines of this turn are left out.` });
    }
    this.#lines = [];
    this.#left = 0;
    return lines;
  }
}

const NO_LINES: readonly LogLine[] = [];

export function isLevel(value: unknown): value is LogLevel {
  return LOG_LEVELS.some((level) => level === value);
}

import { statesError } from "./failure.js";
import { excerpt } from "./read-path.js";

/** The value when it is a number, else NaN: every comparison with it is then false, as in a Choice rule. */
export const number = (value: unknown): number => (typeof value === "number" ? value : Number.NaN);

/** The value when it is a text, else NaN, which compares as false with everything. */
export const text = (value: unknown): string => (typeof value === "string" ? value : (Number.NaN as unknown as string));

const TIMESTAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;

/** The nanoseconds-blind milliseconds of an RFC 3339 timestamp with capital T and Z, else NaN. */
export function time(value: unknown): number {
  if (typeof value !== "string") return Number.NaN;
  const parts = TIMESTAMP.exec(value);
  if (parts === null) return Number.NaN;
  const wholeMs = Date.parse(`${parts[1]}${parts[3]}`);
  return wholeMs + Number(`0.${parts[2] ?? "0"}`) * 1_000;
}

export const isTimestamp = (value: unknown): boolean => !Number.isNaN(time(value));

/** True when the text fits the pattern: `*` stands for any characters, `\*` for an asterisk. */
export function matches(value: unknown, pattern: string): boolean {
  if (typeof value !== "string") return false;
  const pieces: string[] = [""];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] ?? "";
    if (character === "*") pieces.push("");
    else if (character === "\\" && at + 1 < pattern.length) {
      at += 1;
      pieces[pieces.length - 1] += pattern[at] ?? "";
    } else pieces[pieces.length - 1] += character;
  }
  const [first = "", ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return value === first;
  if (!value.startsWith(first) || value.length < first.length + last.length || !value.endsWith(last)) return false;
  let from = first.length;
  const to = value.length - last.length;
  for (const piece of others) {
    const found = value.indexOf(piece, from);
    if (found === -1 || found + piece.length > to) return false;
    from = found + piece.length;
  }
  return true;
}

/** A condition that must be a boolean, as a JSONata Choice rule's must. */
export function isTrue(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw statesError("States.QueryEvaluationError", `A condition gave ${excerpt(value)}, which is not a boolean.`);
}

const whole = (value: unknown, what: string, jsonata: boolean): number => {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  const code = jsonata ? "States.QueryEvaluationError" : "States.Runtime";
  throw statesError(code, `${what} is ${excerpt(value)}, which is not a valid integer.`);
};

/** A setting that is a whole number and not below 0. */
export function count(value: unknown, what: string, language?: "JSONata"): number {
  const given = whole(value, what, language === "JSONata");
  if (given < 0)
    throw statesError(
      language === "JSONata" ? "States.QueryEvaluationError" : "States.Runtime",
      `${what} cannot be negative.`,
    );
  return given;
}

/** How many items of a Map run at once: 0 stands for all of them. */
export function concurrency(value: unknown, language?: "JSONata"): number {
  const given = count(value, "MaxConcurrency", language);
  return given === 0 ? 10_000 : Math.min(given, 10_000);
}

/** A share of all items, from 0 to 100. */
export function percent(value: unknown, language?: "JSONata"): number {
  if (typeof value === "number" && value >= 0 && value <= 100) return value;
  const code = language === "JSONata" ? "States.QueryEvaluationError" : "States.Runtime";
  throw statesError(code, `ToleratedFailurePercentage is ${excerpt(value)}, which is not a number from 0 to 100.`);
}

const SECONDS_MAX = 99_999_999;

/** The milliseconds of a number of seconds that data gives. */
export function seconds(value: unknown, language?: "JSONata"): number {
  const given = count(value, "The number of seconds", language);
  if (given > SECONDS_MAX)
    throw statesError("States.Runtime", `Seconds is ${given}; at most ${SECONDS_MAX} are allowed.`);
  return given * 1_000;
}

/** A point in time that data gives, in milliseconds since 1970. */
export function timestamp(value: unknown, language?: "JSONata"): number {
  const given = time(value);
  if (!Number.isNaN(given)) return Math.ceil(given);
  const code = language === "JSONata" ? "States.QueryEvaluationError" : "States.Runtime";
  throw statesError(code, `${excerpt(value)} is not a timestamp such as "2024-08-18T17:33:00Z".`);
}

/** The items of a Map: a list. */
export function items(value: unknown, language?: "JSONata"): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (language === "JSONata") {
    throw statesError("States.QueryEvaluationError", `Items gave ${excerpt(value)}, which is not a list.`);
  }
  throw statesError("States.Runtime", `The items of the Map are ${excerpt(value)}, which is not a list.`);
}

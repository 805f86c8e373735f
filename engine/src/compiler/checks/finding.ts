import type { Json } from "../../model/index.js";
import type { Diagnostic } from "../diagnostic.js";
import type { Value } from "../graph.js";

/** What is wrong with one setting of the node that is looked at; an error unless it says otherwise. */
export type Finding = Pick<Diagnostic, "code" | "field" | "message" | "range"> & Partial<Pick<Diagnostic, "severity">>;

export const missing = (field: string, message: string): Finding => ({ code: "setting-missing", field, message });
export const invalid = (field: string, message: string): Finding => ({ code: "setting-invalid", field, message });
/** What does no harm and nothing else. */
export const idle = (field: string, message: string): Finding => ({
  severity: "warning",
  code: "no-effect",
  field,
  message,
});

/** A fixed value that nobody has filled in yet. */
export const isBlank = (value: Value): boolean =>
  "literal" in value && (value.literal === null || value.literal === "");

/** A fixed value as a sentence can hold it. */
export const shown = (literal: Json): string => JSON.stringify(literal).slice(0, 40);

interface TextWords {
  readonly missing: string;
  readonly invalid: (literal: string) => string;
}

/** What is wrong with a setting that must give a text that is not empty. */
export function textFindings(field: string, value: Value, words: TextWords): Finding[] {
  if (isBlank(value)) return [missing(field, words.missing)];
  if (!("literal" in value) || typeof value.literal === "string") return [];
  return [invalid(field, words.invalid(shown(value.literal)))];
}

/** What is wrong with a time limit, which is none when it is 0. */
export function limitFindings(field: string, who: string, value: Value | undefined): Finding[] {
  if (value === undefined || !("literal" in value)) return [];
  const { literal } = value;
  if (isBlank(value)) return [missing(field, `${who} has an empty time limit. Give a time, or take the limit off.`)];
  if (typeof literal === "number" && Number.isFinite(literal) && literal > 0) return [];
  return [
    invalid(field, `${who} has the time limit ${shown(literal)}. Give a number of milliseconds that is more than 0.`),
  ];
}

/** What is wrong with a date: ISO 8601, or milliseconds since 1970. */
export function dateFindings(field: string, who: string, value: Value | undefined): Finding[] {
  if (value === undefined || !("literal" in value)) return [];
  const { literal } = value;
  if (isBlank(value)) return [missing(field, `${who} has no date. Give one, such as 2030-01-31T09:00:00Z.`)];
  if (typeof literal === "number" && Number.isFinite(literal) && literal >= 0) return [];
  if (typeof literal === "string" && ISO_DATE.test(literal) && !Number.isNaN(Date.parse(literal))) return [];
  return [
    invalid(
      field,
      `${who} has the date ${shown(literal)}. Write it as 2030-01-31T09:00:00Z, or in milliseconds since 1970.`,
    ),
  ];
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?$/;

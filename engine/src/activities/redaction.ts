import type { Json } from "../model/index.js";

/** What stands where a secret stood. */
export const REDACTED = "[secret]";

/** Takes secrets out of what others said: a service may well repeat them in its answer. */
export interface Redaction {
  text(text: string): string;
  /** Keys and values, at any depth. */
  json(value: Json): Json;
}

/**
 * Takes out each secret as it is, in base64, as JSON and URLs write it. Somebody who wants to may still say it in a form
 * that is not looked for: a service that is given a secret knows it.
 */
export function redactionOf(secrets: readonly string[]): Redaction {
  const forms = [...new Set(secrets.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  if (forms.length === 0) return { text: (text) => text, json: (value) => value };
  const text = (given: string): string => forms.reduce((all, form) => all.replaceAll(form, REDACTED), given);
  const json = (value: Json): Json => {
    if (typeof value === "string") return text(value);
    if (typeof value === "number") return forms.includes(String(value)) ? REDACTED : value;
    if (Array.isArray(value)) return value.map(json);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [text(key), json(member as Json)]));
  };
  return { text, json };
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams({ s: secret }).toString().slice(2),
    bytes.toString("base64"),
    bytes.toString("base64url"),
  ].filter((form) => form !== "");
}

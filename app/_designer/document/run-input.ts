import type { Json, JsonObject } from "@dacapo/engine/model";
import type { SchemaField } from "./json-schema";
import { isObject } from "./json-schema";
import { literalText, readLiteral } from "./literal-text";

/** What stands in the form's controls, by field: text, as typed. An empty text is no value. */
export type InputTexts = Readonly<Record<string, string>>;

/** A field may be called `constructor`: what objects inherit is no text of it. */
export function textOf(texts: InputTexts, name: string): string {
  return Object.hasOwn(texts, name) ? (texts[name] ?? "") : "";
}

/** Reads a form: the input, or what is wrong, by field. */
export function readInput(
  fields: readonly SchemaField[],
  texts: InputTexts,
):
  | { readonly ok: true; readonly input: JsonObject }
  | { readonly ok: false; readonly problems: Readonly<Record<string, string>> } {
  const input: [string, Json][] = [];
  const problems: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const field of fields) {
    const text = textOf(texts, field.name);
    if (text === "") {
      // An empty text is a fair value of a text that must be there.
      if (field.required && field.type === "string" && field.enum === undefined) input.push([field.name, ""]);
      else if (field.required) problems[field.name] = `${field.name} is needed.`;
      continue;
    }
    const read = readLiteral(text, field.type);
    if (read.ok) input.push([field.name, read.value]);
    else problems[field.name] = read.message;
  }
  return Object.keys(problems).length === 0 ? { ok: true, input: Object.fromEntries(input) } : { ok: false, problems };
}

/** The texts that show an input in the form; fields that it lacks show their default. */
export function textsOf(fields: readonly SchemaField[], input: Json | undefined): InputTexts {
  const given = isObject(input) ? input : {};
  return Object.fromEntries(
    fields.map((field) => [
      field.name,
      literalText((Object.hasOwn(given, field.name) ? given[field.name] : undefined) ?? field.default, field.type),
    ]),
  );
}

/** An input to begin with: the sample if there is one, else every field at its default. */
export function firstInput(fields: readonly SchemaField[] | undefined, sample: Json | undefined): Json {
  if (sample !== undefined) return sample;
  if (fields === undefined) return {};
  const defaults: Record<string, Json> = {};
  for (const field of fields) if (field.default !== undefined) defaults[field.name] = field.default;
  return defaults;
}

/** The field that a violation's path names: `/text`, `input.text`, `text.0` all mean `text`. */
export function fieldOfPath(path: string): string {
  const parts = path.split(/[/.[\]"']+/).filter((part) => part !== "" && part !== "$");
  return (parts[0] === "input" ? parts[1] : parts[0]) ?? "";
}

import type { JsonText } from "../../model/index.js";
import { LIMITS } from "../../model/index.js";
import type { ByteReader } from "./byte-reader.js";
import type { ByteWriter } from "./byte-writer.js";

/*
 * A plain value as JSON: what is rare, or has too many shapes for a layout of its own.
 *
 *   ┌───────────┬───────────────────────────────────────────────────────────────── ─ ─
 *   │ varint 0  │ text: the value's JSON
 *   ├───────────┼──────────────────────┬────────────────────────────────────────── ─ ─
 *   │ varint n+1│ n large texts        │ text: JSON in which every string value has
 *   │           │                      │ one character more in front: "=" before the string
 *   │           │                      │ itself, "@" before the number of one of the n texts
 *   └───────────┴──────────────────────┴────────────────────────────────────────── ─ ─
 *
 * The second form is for values that hold large strings, wherever they stand. Keys stay as they are.
 */

/** Writes a value that JSON can carry. */
export function writeValue(writer: ByteWriter, value: unknown): void {
  const text = JSON.stringify(value);
  if (text.length <= LIMITS.inlineCharactersMax) {
    writer.varint(0);
    writer.text(text);
    return;
  }
  const large: string[] = [];
  const marked = JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== "string") return part;
    if (part.length <= LIMITS.inlineCharactersMax) return `=${part}`;
    large.push(part);
    return `@${large.length - 1}`;
  });
  writer.varint(large.length + 1);
  for (const part of large) writer.json(part as JsonText);
  writer.text(marked);
}

/** Reads what {@link writeValue} wrote. The shape is the writer's word. */
export function readValue<Value>(reader: ByteReader): Value {
  const form = reader.varint();
  if (form === 0) return parse(reader, reader.text()) as Value;
  const large: string[] = [];
  for (let index = 1; index < form; index++) large.push(reader.json());
  return parse(reader, reader.text(), (_key, part: unknown) => {
    if (typeof part !== "string") return part;
    if (part.startsWith("=")) return part.slice(1);
    return large[Number(part.slice(1))] ?? reader.damaged(`it has no large text ${part}`);
  }) as Value;
}

function parse(reader: ByteReader, text: string, revive?: (key: string, part: unknown) => unknown): unknown {
  try {
    return JSON.parse(text, revive);
  } catch (error) {
    if (error instanceof SyntaxError) return reader.damaged(`the JSON in it is broken, ${error.message}`);
    throw error;
  }
}

import type { ByteReader } from "./byte-reader.js";
import type { ByteWriter } from "./byte-writer.js";

/* Tags: n varint · n × (key text · value text) */

export function writeTags(writer: ByteWriter, tags: Readonly<Record<string, string>>): void {
  const entries = Object.entries(tags);
  writer.varint(entries.length);
  for (const [key, value] of entries) {
    writer.text(key);
    writer.text(value);
  }
}

export function readTags(reader: ByteReader): Readonly<Record<string, string>> {
  const entries = reader.list(() => [reader.text(), reader.text()] as const);
  // Not by assignment: a key may be "__proto__".
  return entries.length === 0 ? {} : Object.fromEntries(entries);
}

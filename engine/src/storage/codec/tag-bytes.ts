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
  const count = reader.varint();
  if (count === 0) return {};
  const entries: [string, string][] = [];
  for (let left = count; left > 0; left--) entries.push([reader.text(), reader.text()]);
  // Not by assignment: a key may be "__proto__".
  return Object.fromEntries(entries);
}

import { decodeJson, type Json, type JsonText } from "@dacapo/engine/model";
import type { NodeKey, Span } from "@dacapo/engine/timeline";
import type { ItemLabels } from "./rows";

/** Larger lists of items are not decoded only to name lanes. */
const ITEMS_CHARACTERS_MAX = 1_000_000;
const LABEL_CHARACTERS_MAX = 40;
/** Members that people name things by, best first. */
const NAMING = ["name", "title", "label", "file", "path", "key", "sku", "id", "url"] as const;

/** Names items by themselves or by the member people would know them by. Remembers what it decoded. */
export function itemLabels(): ItemLabels {
  const known = new Map<NodeKey, readonly string[]>();
  return (loop: Span) => {
    const items = loop.loop?.items;
    if (items === undefined || items.length > ITEMS_CHARACTERS_MAX) return [];
    const before = known.get(loop.key);
    if (before !== undefined) return before;
    const labels = labelsIn(items);
    known.set(loop.key, labels);
    return labels;
  };
}

function labelsIn(items: JsonText): readonly string[] {
  const decoded = decodeJson(items);
  return Array.isArray(decoded) ? decoded.map(itemLabel) : [];
}

/** An item in a few words: `SKU-204`, `cat.webp`, `{"width":3}`. */
export function itemLabel(item: Json): string {
  if (typeof item === "string") return cut(item.split("/").at(-1) || item);
  if (item !== null && typeof item === "object" && !Array.isArray(item)) {
    const object = item as { readonly [key: string]: Json };
    for (const member of NAMING) {
      const value = object[member];
      if (typeof value === "string" || typeof value === "number") return itemLabel(value);
    }
  }
  return cut(JSON.stringify(item));
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > LABEL_CHARACTERS_MAX ? `${line.slice(0, LABEL_CHARACTERS_MAX - 1)}…` : line;
}

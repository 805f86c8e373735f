/**
 * Code that can be laid out: text, a name of the graph, a sequence, or a bracketed list that stands
 * on one line if it fits and on several if it does not.
 */
export type Doc = string | Named | readonly Doc[] | Bracketed;

/** A name that a person chose for a node. Its length never decides how lines break: renaming moves nothing else. */
export interface Named {
  readonly name: string;
  /** What it counts for, where that is not what every name does. */
  readonly width?: number;
}

export interface Bracketed {
  readonly open: string;
  readonly items: readonly Doc[];
  readonly close: string;
  /** Put between the brackets and the items of a list on one line: a space for objects. */
  readonly pad: string;
}

const LINE_WIDTH = 120;
/** What every name counts for. */
const NAME_WIDTH = 6;
const INDENT = "  ";

const isSequence = (doc: Doc): doc is readonly Doc[] => Array.isArray(doc);

export const named = (name: string): Named => ({ name });

/** `stock` for `stock: stock`; it counts for what it stands for, so that renaming the one of them moves nothing. */
export const shorthand = (key: string): Named => ({ name: key, width: key.length + 2 + NAME_WIDTH });

/** The name, for what is nothing but a name. */
export function soleName(doc: Doc): string | undefined {
  if (typeof doc === "string") return undefined;
  if (!isSequence(doc)) return "name" in doc ? doc.name : undefined;
  const parts = doc.filter((part) => part !== "");
  return parts.length === 1 && parts[0] !== undefined ? soleName(parts[0]) : undefined;
}

export const bracketed = (open: string, items: readonly Doc[], close: string, pad = ""): Bracketed => ({
  open,
  items,
  close,
  pad,
});

/** A text and the column it reaches: how wide it counts when it is on one line. */
interface Placed {
  readonly text: string;
  readonly column: number;
}

/** The text on one line. What a person wrote over several lines stays on several. */
function flat(doc: Doc): { readonly text: string; readonly width: number } {
  if (typeof doc === "string") return { text: doc, width: doc.length };
  if (isSequence(doc)) return joined(doc.map(flat), "");
  if ("name" in doc) return { text: doc.name, width: doc.width ?? NAME_WIDTH };
  if (doc.items.length === 0) return flat(doc.open + doc.close);
  return joined([flat(doc.open + doc.pad), joined(doc.items.map(flat), ", "), flat(doc.pad + doc.close)], "");
}

function joined(parts: readonly { readonly text: string; readonly width: number }[], separator: string) {
  return {
    text: parts.map((part) => part.text).join(separator),
    width: parts.reduce((sum, part) => sum + part.width, 0) + separator.length * Math.max(0, parts.length - 1),
  };
}

/** Lays a document out, to stand at `depth` indentations; the first line carries none. */
export function layOut(doc: Doc, depth: number): string {
  return place(doc, depth, depth * INDENT.length, 0).text;
}

/** `following` is the width of what must stand behind it on its last line. */
function place(doc: Doc, depth: number, column: number, following: number): Placed {
  if (isSequence(doc)) return placeSequence(doc, depth, column, following);
  const { text, width } = flat(doc);
  const newline = text.lastIndexOf("\n");
  if (typeof doc === "string" || "name" in doc) {
    return { text, column: newline === -1 ? column + width : text.length - newline - 1 };
  }
  if (doc.items.length === 0 || (newline === -1 && column + width + following <= LINE_WIDTH)) {
    return { text, column: column + width };
  }
  const inner = INDENT.repeat(depth + 1);
  const lines = doc.items.map((item) => `${inner}${place(item, depth + 1, inner.length, 1).text},\n`);
  const outer = INDENT.repeat(depth);
  return { text: `${doc.open}\n${lines.join("")}${outer}${doc.close}`, column: outer.length + doc.close.length };
}

function placeSequence(docs: readonly Doc[], depth: number, column: number, following: number): Placed {
  let behind = docs.reduce<number>((sum, doc) => sum + flat(doc).width, following);
  let at = column;
  let text = "";
  for (const doc of docs) {
    behind -= flat(doc).width;
    const placed = place(doc, depth, at, behind);
    text += placed.text;
    at = placed.column;
  }
  return { text, column: at };
}

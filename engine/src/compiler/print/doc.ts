/**
 * Code that can be laid out: text, a sequence, or a bracketed list that stands on one line if it
 * fits and on several if it does not.
 */
export type Doc = string | readonly Doc[] | Bracketed;

export interface Bracketed {
  readonly open: string;
  readonly items: readonly Doc[];
  readonly close: string;
  /** Put between the brackets and the items of a list on one line: a space for objects. */
  readonly pad: string;
}

const LINE_WIDTH = 120;
const INDENT = "  ";

export const bracketed = (open: string, items: readonly Doc[], close: string, pad = ""): Bracketed => ({
  open,
  items,
  close,
  pad,
});

function isSequence(doc: Doc): doc is readonly Doc[] {
  return Array.isArray(doc);
}

/** The text on one line. What a person wrote over several lines stays on several. */
function flat(doc: Doc): string {
  if (typeof doc === "string") return doc;
  if (isSequence(doc)) return doc.map(flat).join("");
  if (doc.items.length === 0) return doc.open + doc.close;
  return doc.open + doc.pad + doc.items.map(flat).join(", ") + doc.pad + doc.close;
}

/** Lays a document out, to stand at `depth` indentations; the first line carries none. */
export function layOut(doc: Doc, depth: number): string {
  return place(doc, depth, depth * INDENT.length, 0).text;
}

interface Placed {
  readonly text: string;
  /** The column after the text. */
  readonly column: number;
}

const advance = (text: string, column: number): Placed => {
  const newline = text.lastIndexOf("\n");
  return { text, column: newline === -1 ? column + text.length : text.length - newline - 1 };
};

/** `following` is the width of what must stand behind it on its last line. */
function place(doc: Doc, depth: number, column: number, following: number): Placed {
  if (typeof doc === "string") return advance(doc, column);
  if (isSequence(doc)) return placeSequence(doc, depth, column, following);
  const oneLine = flat(doc);
  if (doc.items.length === 0 || (!oneLine.includes("\n") && column + oneLine.length + following <= LINE_WIDTH)) {
    return advance(oneLine, column);
  }
  const inner = INDENT.repeat(depth + 1);
  const lines = doc.items.map((item) => `${inner}${place(item, depth + 1, inner.length, 1).text},\n`);
  return advance(`${doc.open}\n${lines.join("")}${INDENT.repeat(depth)}${doc.close}`, column);
}

function placeSequence(docs: readonly Doc[], depth: number, column: number, following: number): Placed {
  const widths = docs.map((doc) => flat(doc).length);
  let at = column;
  let text = "";
  docs.forEach((doc, index) => {
    const behind = widths.slice(index + 1).reduce((sum, width) => sum + width, 0) + following;
    const placed = place(doc, depth, at, behind);
    text += placed.text;
    at = placed.column;
  });
  return { text, column: at };
}

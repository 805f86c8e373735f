import type { LineRange, SourceMap } from "../compiled.js";

/** The code as it grows, each line with the node that made it. */
export class Lines {
  readonly #lines: string[] = [];
  readonly #owners: (string | null)[] = [];

  /** Adds a statement, which may be several lines; `depth` indents its first. */
  add(text: string, depth: number, owner: string | null): void {
    for (const [index, line] of text.split("\n").entries()) {
      this.#lines.push(index === 0 && line !== "" ? "  ".repeat(depth) + line : line);
      this.#owners.push(owner);
    }
  }

  /** How many lines there are: the number of the last one. */
  get count(): number {
    return this.#lines.length;
  }

  finish(spans: ReadonlyMap<string, LineRange>): { readonly code: string; readonly sourceMap: SourceMap } {
    const linesOfNode: Record<string, LineRange[]> = {};
    this.#owners.forEach((owner, index) => {
      if (owner === null) return;
      const line = index + 1;
      const ranges = linesOfNode[owner] ?? [];
      linesOfNode[owner] = ranges;
      const last = ranges.at(-1);
      if (last !== undefined && last.to === line - 1) ranges[ranges.length - 1] = { from: last.from, to: line };
      else ranges.push({ from: line, to: line });
    });
    for (const [node, span] of spans) {
      const outside = (linesOfNode[node] ?? []).filter(({ from, to }) => to < span.from || from > span.to);
      linesOfNode[node] = [...outside, span].sort((a, b) => a.from - b.from);
    }
    return { code: `${this.#lines.join("\n")}\n`, sourceMap: { linesOfNode, nodeOfLine: [...this.#owners] } };
  }
}

/**
 * Rows as a table of text: numbers to the right, words to the left.
 *
 * @param {readonly Readonly<Record<string, unknown>>[]} rows each with the same columns; what is absent is a dash
 * @returns {string}
 */
export function table(rows) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => columns.map((column) => row[column]));
  const texts = [columns, ...cells.map((row) => row.map(shown))];
  const widths = columns.map((_, index) => Math.max(...texts.map((row) => (row[index] ?? "").length)));
  return texts
    .map((row, line) =>
      row
        .map((text, index) => {
          const width = widths[index] ?? 0;
          const isNumber = cells.some((cell) => typeof cell[index] === "number");
          return isNumber && line >= 0 ? text.padStart(width) : text.padEnd(width);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** @param {unknown} value */
function shown(value) {
  if (value === undefined) return "–";
  if (typeof value !== "number") return String(value);
  if (value >= 100) return Math.round(value).toLocaleString("en").replaceAll(",", " ");
  return String(Number(value.toPrecision(3)));
}

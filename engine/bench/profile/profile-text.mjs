const FUNCTIONS = 25;

/**
 * A profile's summary for reading.
 *
 * @param {string} title
 * @param {import("./summarise.mjs").Summary} summary
 */
export function profileText(title, { busy, parts, functions, reached }) {
  /** @param {number} share */
  const percent = (share) => `${(share * 100).toFixed(1).padStart(5)} %`;
  const lines = [
    `\n${title} (not idle: ${percent(busy).trim()})`,
    "  by part of the engine",
    ...parts.filter(({ self }) => self >= 0.001).map(({ name, self }) => `  ${percent(self)}  ${name}`),
    "  by function, by itself",
    ...functions.slice(0, FUNCTIONS).map(({ name, self }) => `  ${percent(self)}  ${name}`),
    "  by function, with what it calls",
    ...reached.slice(0, FUNCTIONS).map(({ name, total }) => `  ${percent(total)}  ${name}`),
  ];
  return lines.join("\n");
}

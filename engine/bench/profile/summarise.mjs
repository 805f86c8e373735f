/**
 * @typedef {import("node:inspector").Profiler.Profile} Profile
 *
 * @typedef {object} Cost
 * @property {string} name
 * @property {number} self the share of the thread's time that was spent in it, 0 to 1
 * @property {number} total the same, with what it called
 *
 * @typedef {object} Summary
 * @property {number} busy the share of the time in which the thread was not idle
 * @property {readonly Cost[]} parts by part of the engine, costliest first; `self` alone
 * @property {readonly Cost[]} functions costliest first, by themselves
 * @property {readonly Cost[]} reached costliest first, with what they called
 */

/** What a place in the code belongs to: the first rule that fits. The order matters. */
const PARTS = /** @type {readonly (readonly [part: string, fits: RegExp])[]} */ ([
  ["idle", /^\(idle\)/],
  ["garbage collection", /^\(garbage collector\)/],
  ["runtime, not told apart", /^\((program|root)\)/],
  ["write and flush", /^(writeBuffer|writeBuffers|writeString|fdatasync|fsync)$| node:fs:/],
  ["messages between threads", /^(postMessage|receiveMessageOnPort)$|per_context\/messageport|node:internal\/worker/],
  ["codec and records", /dist\/storage\/(codec|event-codec|record|byte-)/],
  ["log and group commit", /dist\/storage\/(group-commit|log|file\/)/],
  ["storage", /dist\/storage\//],
  ["partition: step", /dist\/partition\//],
  ["orchestration: episodes", /dist\/orchestration\/|engine\/examples\//],
  ["realm", /dist\/host\/realm|realm-bundle|workflow:/],
  ["transport", /dist\/transport\//],
  ["activities", /dist\/activities\/|node_modules\/zod/],
  ["client", /dist\/host\/(client|running-hub)/],
  ["host", /dist\/host\//],
  ["model", /dist\/model\//],
  ["bench", /engine\/bench\//],
  ["Node", /node:/],
]);

/** @param {string} place @returns {string} */
const partOf = (place) => PARTS.find(([, fits]) => fits.test(place))?.[0] ?? "built into JavaScript";

/**
 * Sums a profile up into shares of the thread's time.
 *
 * @param {Profile} profile
 * @returns {Summary}
 */
export function summarise({ nodes, samples = [], timeDeltas = [] }) {
  /** @type {Map<number, number>} */
  const micros = new Map();
  for (const [index, id] of samples.entries()) micros.set(id, (micros.get(id) ?? 0) + (timeDeltas[index] ?? 0));
  const all = Math.max(
    1,
    [...micros.values()].reduce((sum, value) => sum + value, 0),
  );
  const byId = new Map(nodes.map((node) => [node.id, node]));

  /** @type {Map<string, number>} */
  const self = new Map();
  /** @type {Map<string, number>} */
  const total = new Map();
  /** @type {Map<string, number>} */
  const parts = new Map();
  /** @param {Map<string, number>} sums @param {string} name @param {number} value */
  const add = (sums, name, value) => sums.set(name, (sums.get(name) ?? 0) + value / all);

  /**
   * @param {number} id
   * @param {ReadonlySet<string>} above the functions that are on the stack: a recursion counts once
   * @returns {number} microseconds of the node and of all below it
   */
  const walk = (id, above) => {
    const node = byId.get(id);
    if (node === undefined) return 0;
    const place = placeOf(node);
    const own = micros.get(id) ?? 0;
    add(self, place, own);
    add(parts, partOf(place), own);
    const onStack = new Set(above).add(place);
    const sum = (node.children ?? []).reduce((below, child) => below + walk(child, onStack), own);
    if (!above.has(place)) add(total, place, sum);
    return sum;
  };
  const [root] = nodes;
  if (root !== undefined) walk(root.id, new Set());

  /** @param {ReadonlyMap<string, number>} by @returns {Cost[]} */
  const costliest = (by) =>
    [...by]
      .sort((a, b) => b[1] - a[1])
      .map(([name]) => ({ name, self: self.get(name) ?? parts.get(name) ?? 0, total: total.get(name) ?? 0 }));
  return {
    busy: 1 - (self.get("(idle)") ?? 0),
    parts: costliest(parts),
    functions: costliest(self),
    reached: costliest(total),
  };
}

/** @param {import("node:inspector").Profiler.ProfileNode} node */
function placeOf({ callFrame: { functionName, url, lineNumber } }) {
  const name = functionName === "" ? "(anonymous)" : functionName;
  return url === ""
    ? name
    : `${name} ${url.replace(/^.*\/(?=(engine\/)?(dist|examples|bench)\/|node_modules\/)/, "")}:${lineNumber + 1}`;
}

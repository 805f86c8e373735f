import { chanceOf } from "./chance.mjs";

/** @import { Blow, Chance } from "./words.js" */

/**
 * @typedef {object} Plan
 * @property {number} seed
 * @property {number} kills how many SIGKILLs there are to be, those during a recovery included
 * @property {number} seconds how long the process is under load, in all
 * @property {number} fullDisks
 * @property {number} crowds how often more is asked than the hub has room for
 */

/**
 * The blows in their order. One seed gives one schedule; what the process is doing when a blow
 * falls is the machine's affair.
 *
 * @param {Plan} plan
 * @returns {readonly Blow[]}
 */
export function scheduleOf({ seed, kills, seconds, fullDisks, crowds }) {
  const chance = chanceOf(seed, "schedule");
  const inRecovery = Math.floor(kills / 5);
  const inSnapshot = Math.floor(kills / 5);
  /** @type {readonly (readonly [number, Blow["kind"]])[]} */
  const counts = [
    [kills - 2 * inRecovery - inSnapshot, "kill"],
    [inRecovery, "killInRecovery"],
    [inSnapshot, "killInSnapshot"],
    [Math.round(kills / 8), "freeze"],
    [Math.round(kills / 8), "close"],
    [fullDisks, "fillDisk"],
    [crowds, "crowd"],
  ];
  const kinds = counts.flatMap(([count, kind]) => Array.from({ length: count }, () => kind));
  const order = shuffled(kinds, chance);
  const shares = order.map(() => 0.2 + chance.next());
  const sum = shares.reduce((total, share) => total + share, 0);
  return order.map((kind, index) => blow(kind, Math.round(((shares[index] ?? 0) / sum) * seconds * 1000), chance));
}

/**
 * @param {Blow["kind"]} kind
 * @param {number} afterMs
 * @param {Chance} chance
 * @returns {Blow}
 */
function blow(kind, afterMs, chance) {
  switch (kind) {
    case "killInRecovery":
      return { kind, afterMs, share: Number(chance.next().toFixed(2)) };
    case "killInSnapshot":
      return { kind, afterMs, waitMs: chance.between(0, 30) };
    case "freeze":
      return { kind, afterMs, forMs: chance.between(50, 1_500) };
    default:
      return { kind, afterMs };
  }
}

/** @param {Blow} blow */
export function describeBlow(blow) {
  const after = `${(blow.afterMs / 1000).toFixed(2)} s ${blow.kind}`;
  switch (blow.kind) {
    case "killInRecovery":
      return `${after} at ${blow.share}`;
    case "killInSnapshot":
      return `${after} ${blow.waitMs} ms after it was asked for`;
    case "freeze":
      return `${after} for ${blow.forMs} ms`;
    default:
      return after;
  }
}

/**
 * @template Item
 * @param {readonly Item[]} items
 * @param {Chance} chance
 */
function shuffled(items, chance) {
  const left = [...items];
  return items.flatMap(() => left.splice(chance.between(0, left.length - 1), 1));
}

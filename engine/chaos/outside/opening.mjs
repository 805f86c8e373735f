/** @import { Opening } from "../words.js" */

/**
 * How an opening ended, for a person.
 *
 * @param {Opening} opening
 */
export function describeOpening(opening) {
  switch (opening.kind) {
    case "ready":
      return `ready in ${opening.openedInMs.toFixed(0)} ms`;
    case "openFailed":
      return `${opening.code}: ${opening.message}`;
    case "exited":
      return `it ended: ${opening.exit}`;
    default:
      return unreachable(opening);
  }
}

/**
 * Stands where no case is left.
 *
 * @param {never} value
 * @returns {never}
 */
export function unreachable(value) {
  throw new Error(`nobody knows ${JSON.stringify(value)}`);
}

import { disk } from "./disk.mjs";
import { memory } from "./memory.mjs";
import { recovery } from "./recovery.mjs";
import { scale } from "./scale.mjs";

/**
 * A program measures what no closed loop of equal runs shows.
 *
 * @typedef {object} Program
 * @property {string} name
 * @property {(options: import("../options.mjs").Options, tell: (line: string) => void) => Promise<readonly object[]>} run
 *   gives its figures, one plain object each
 */

/** @type {readonly Program[]} */
export const PROGRAMS = [disk, recovery, scale, memory];

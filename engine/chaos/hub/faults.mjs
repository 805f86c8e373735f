/** @import { HubFault } from "../words.js" */

/**
 * What this process does wrong on purpose. Every thread of the engine loads its own modules, so the
 * environment tells them.
 *
 * @type {ReadonlySet<HubFault>}
 */
export const FAULTS = new Set(/** @type {HubFault[]} */ ((process.env.DACAPO_CHAOS_FAULTS ?? "").split(",")));

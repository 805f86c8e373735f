/** @import { HubFault } from "../words.js" */

/**
 * What this process does wrong on purpose. Every thread of the engine loads its own modules, so the
 * environment tells them.
 *
 * @returns {HubFault | undefined}
 */
export const faultOf = () => /** @type {HubFault | undefined} */ (process.env.DACAPO_CHAOS_FAULT);

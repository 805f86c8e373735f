// The processes before and after a crash know each other's runs by these ids.

/** @param {number} index */
export const sequenceId = (index) => `sequence-${index}`;

/** @param {number} index */
export const waitingId = (index) => `waiting-${index}`;

/** The runs by number, so that a later process can ask for each. @param {number} index */
export const runId = (index) => `run-${index}`;

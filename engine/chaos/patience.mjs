/** @param {number} ms */
export const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * What is said when something has not come within its time. It keeps no process alive.
 *
 * @template Said
 * @param {number} ms
 * @param {Said} said
 * @returns {Promise<Said>}
 */
export const late = (ms, said) => new Promise((resolve) => setTimeout(() => resolve(said), ms).unref());

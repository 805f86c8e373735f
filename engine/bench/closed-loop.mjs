/**
 * @typedef {object} Loop
 * @property {number} inFlight so many clients, each of which begins its next run when its last one has ended
 * @property {number} warmUpMs
 * @property {number} windowMs
 * @property {(index: number) => Promise<void>} run one run, checked; what it throws ends the measurement
 * @property {() => void} [opened] called when the window opens
 * @property {() => void} [closed] called when the window closes
 *
 * @typedef {object} Window
 * @property {readonly number[]} samplesMs how long each run took that ended within the window
 * @property {number} elapsedMs
 * @property {number} runs all of them, those before and after the window too
 */

/**
 * Runs a closed loop of clients and looks at it through a window. The window opens at the first end of a
 * run after the warm-up and closes at the first end after its length, so that it holds whole runs even
 * when one client makes few of them. Clients do not pause when it opens.
 *
 * @param {Loop} loop
 * @returns {Promise<Window>}
 */
export async function closedLoop({ inFlight, warmUpMs, windowMs, run, opened, closed }) {
  /** @type {number[]} */
  const samplesMs = [];
  let runs = 0;
  let openAtMs = performance.now() + warmUpMs;
  let elapsedMs = 0;
  /** @type {"warming" | "open" | "closed"} */
  let phase = "warming";

  /** @param {number} beganMs @param {number} endedMs */
  const ended = (beganMs, endedMs) => {
    if (phase === "open") {
      samplesMs.push(endedMs - beganMs);
      if (endedMs < openAtMs + windowMs) return;
      phase = "closed";
      elapsedMs = endedMs - openAtMs;
      closed?.();
    } else if (phase === "warming" && endedMs >= openAtMs) {
      phase = "open";
      openAtMs = endedMs;
      opened?.();
    }
  };
  const client = async () => {
    while (phase !== "closed") {
      const beganMs = performance.now();
      await run(runs++);
      ended(beganMs, performance.now());
    }
  };
  const clients = Array.from({ length: inFlight }, client);
  try {
    await Promise.all(clients);
  } catch (error) {
    phase = "closed";
    throw error;
  }
  return { samplesMs, elapsedMs, runs };
}

import { ResourceExhausted } from "../model/index.js";

/** How much an engine thread has to do and to hold, when somebody asks for more. */
export interface ThreadLoad {
  /** Events that have arrived and were not stepped, and episodes and batches that are due. */
  readonly queueDepth: number;
  /** Activities that were asked for and have not ended. */
  readonly activitiesOut: number;
  /** Of the log, what no snapshot covers yet. */
  readonly logTailBytes: number;
  readonly heapBytes: number;
}

export interface AdmissionLimits {
  readonly queueDepthMax: number;
  readonly activitiesOutMax: number;
  readonly logTailBytesMax: number;
  readonly heapBytesMax: number;
}

export const ADMISSION_LIMITS: Omit<AdmissionLimits, "heapBytesMax"> = {
  // At the measured rates a few tenths of a second of work.
  queueDepthMax: 20_000,
  activitiesOutMax: 100_000,
  // A store that lags is told to the clients, and not hidden in memory.
  logTailBytesMax: 64 * 1024 * 1024,
};

const RETRY_AFTER_MS = 100;
const RETRY_AFTER_LONG_MS = 1_000;

/**
 * Says whether a thread takes new work, or throws `ResourceExhausted` with the reason and with
 * `retryAfterMs`. What runs already is never refused: it is what makes room.
 */
export function admit(load: ThreadLoad, limits: AdmissionLimits): void {
  const { queueDepth, activitiesOut, logTailBytes, heapBytes } = load;
  if (queueDepth >= limits.queueDepthMax) {
    refuse(`${queueDepth} events wait to be worked on, and at most ${limits.queueDepthMax} may`, RETRY_AFTER_MS);
  }
  if (activitiesOut >= limits.activitiesOutMax) {
    refuse(`${activitiesOut} activities are under way, and at most ${limits.activitiesOutMax} may be`, RETRY_AFTER_MS);
  }
  if (logTailBytes >= limits.logTailBytesMax) {
    refuse("the snapshots are behind the log; the disk is slower than the work", RETRY_AFTER_LONG_MS);
  }
  if (heapBytes >= limits.heapBytesMax) {
    refuse(
      `what runs needs ${Math.round(heapBytes / 2 ** 20)} MiB of memory, and the thread has no more`,
      RETRY_AFTER_LONG_MS,
    );
  }
}

function refuse(why: string, retryAfterMs: number): never {
  throw new ResourceExhausted(
    `The engine takes no new work now: ${why}. Ask again in ${retryAfterMs} ms, or later; nothing was begun.`,
    { retryAfterMs },
  );
}

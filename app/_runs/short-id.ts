const CHARS = 8;

/** A run's id, short enough for a row: its end, because ids that begin with the time differ there. */
export function shortRunId(runId: string): string {
  return runId.length <= CHARS + 4 ? runId : `…${runId.slice(-CHARS)}`;
}

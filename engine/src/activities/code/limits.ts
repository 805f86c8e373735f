/** What a person's code may use. Each refusal names the limit and its value. */
export const CODE_LIMITS = {
  /** The text itself, in UTF-16 units. */
  sourceCharactersMax: 200_000,
  /** Code in here waits for nothing outside: all its time is computing, and more than this is taken for an endless loop. */
  runMsMax: 30_000,
  /** Beyond its own limit a run gets this much until its thread is ended: native code asks for no time. */
  overtimeMs: 1_000,
  /** Memory of one run when the node names none, and the most it may name. */
  memoryMbDefault: 64,
  memoryMbMax: 512,
  /** Calls within calls, as bytes of the sandbox's stack. */
  stackBytesMax: 256 * 1024,
  /** The result, as JSON text, in UTF-16 units. Larger data belongs in a file that an activity writes. */
  resultCharactersMax: 8 * 1024 * 1024,
  /** Lines of `console.*` that are kept of one run, and how much of each. */
  consoleLinesMax: 200,
  consoleLineCharactersMax: 2_000,
  /** The lines around the place of a failure that are shown with it, and how much of each. */
  excerptLinesAround: 2,
  excerptLineCharactersMax: 200,
  /** Runs that one thread serves before it is replaced: what a run leaves behind in it does not add up. */
  runsPerThreadMax: 500,
  /** Threads that wait for nothing else to do are ended after this time. */
  idleMsMax: 60_000,
} as const;

/** Every limit of the engine, each with its unit. A refusal names the limit and the value that broke it. */
export const LIMITS = {
  /** An instance id must fit in a file name and a URL. */
  idCharactersMax: 256,
  /** One input, output or message, as JSON text. Larger data belongs in a file that the payload names. */
  payloadBytesMax: 16 * 1024 * 1024,
  /** A payload that is longer, in UTF-16 units, is kept once, beside the log: copying it into each record would cost more than a file. */
  inlineCharactersMax: 64 * 1024,
  /** What an orchestration says of itself with each list and status, as JSON text. */
  customStatusBytesMax: 16 * 1024,
  /** What an instance is found by stands in each list that shows it: as JSON text, all of it. */
  attributesBytesMax: 8 * 1024,
  /** Of the tags of one call of an activity, as JSON. */
  callTagsBytesMax: 8 * 1024,
  /** The name of an event or an operation: a word, not a payload. */
  nameCharactersMax: 256,
  /** What one critical section may lock. */
  lockedEntitiesMax: 100,
  /**
   * Calls and signals that one entity has not answered yet, the scheduled ones included: its queue is one value
   * in memory. Half a gigabyte of small requests; one that is so far behind does not catch up by itself.
   */
  entityQueueMax: 100_000,
  /** What runs of one entity before its results are answered; a failure of the machine repeats no more than that. */
  entityBatchOperationsMax: 1_000,
  /** What one turn of an orchestration may say in the operator's log. */
  logLinesMax: 100,
  /** A line's message. The rest is cut off. */
  logMessageCharactersMax: 2_000,
  /** A line's data, as JSON text; larger ones are left out. */
  logDataCharactersMax: 8 * 1024,
  /** What an activity may say in one attempt: lines, and UTF-16 units of all of them together. They stand in the history. */
  attemptLogLinesMax: 200,
  attemptLogCharactersMax: 16 * 1024,
  /** One execution. A longer run continues as new. */
  historyEventsMax: 100_000,
  /** From here on the history's length is reported as a warning. */
  historyEventsWarn: 10_000,
  /** An episode is code between two waits; one that runs longer than this is taken for an endless loop. */
  episodeMsMax: 5_000,
  /** More would only cost: partitions of one thread share a log. */
  partitionsMax: 256,
  /** What a client may ask of one page of a list. */
  pageItemsMax: 500,
  /** What one request for a page looks at in vain, when conditions have no index: the page may then end before it is full. */
  pageInVainMax: 250,
  /** States that a page of a list of entities carries, in UTF-16 units; the first one always has room. */
  pageStateCharactersMax: 8 * 1024 * 1024,
  /** Up to here instances are counted, unless the client says otherwise. */
  countMaxDefault: 10_000,
} as const;

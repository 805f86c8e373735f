/** What a simulation really caused. One that caused nothing has shown nothing. */
export interface Tally {
  runs: number;
  kills: number;
  powerLosses: number;
  cleanStops: number;
  /** Crashes in the middle of a disk operation. */
  crashesInDisk: number;
  /** Crashes before a recovery had ended. */
  crashesInRecovery: number;
  /** Writes whose writer was stopped within. */
  writesCutShort: number;
  /** Unflushed writes of which a power failure left a part. */
  tornWrites: number;
  /** Operations of the disk that were done although whoever had asked for them was gone. */
  doneAfterEnd: number;
  lostBytes: number;
  lostNames: number;
  failedFlushes: number;
  failedReads: number;
  fullDisk: number;
  clockJumps: number;
  logFiles: number;
  logFilesRecycled: number;
  /** Engine threads that died while the process went on. */
  threadDeaths: number;
  /** Incarnations that ended because another log had lost what they followed from. */
  rewinds: number;
  /** Of these, how many followed from another one, and how far the longest way from the log that had lost something was. */
  rewindsOfRewinds: number;
  rewindCascadeLongest: number;
  /** Partitions that went back so, in all, and the most that the loss of one log took with it. */
  partitionsRewound: number;
  partitionsRewoundMost: number;
  partitionsSpread: number;
  packets: number;
  /** Packets that told of what was not durable yet. */
  speculativePackets: number;
  packetsLost: number;
  packetsRepeated: number;
  packetsLate: number;
  packetsToTheDead: number;
  /** Batches of messages that were taken a second time, and dropped. */
  duplicatesDropped: number;
  snapshotsBegun: number;
  snapshotsFinished: number;
  /** Instances and entities that were read back from the store, or shown from it. */
  storeReads: number;
  payloadFiles: number;
  textsCollected: number;
  transfers: number;
  signals: number;
  eventsRaised: number;
  interruptedRequests: number;
  exhaustedRequests: number;
  pagesListed: number;
  entitiesRead: number;
  /** Times at which everything durable was read and held against what was told. */
  cutsAudited: number;
  recordsReplayed: number;
  activityAttempts: number;
  failedActivities: number;
  hangingActivities: number;
  lateReports: number;
  duplicateReports: number;
  repeatedOrders: number;
  repeatedStarts: number;
  terminations: number;
  /** Of them those whose run might clean up. */
  cleanUps: number;
  suspensions: number;
  /** Finished runs that were purged, and those of them that had started others. */
  purges: number;
  familiesPurged: number;
  /** Ids that were given to another run. */
  newLives: number;
  restarts: number;
  /** Failed runs that were made to go on, and runs that they had started and that did so with them. */
  runsRewound: number;
  childrenRewound: number;
  forks: number;
  editedForks: number;
  laterStarts: number;
  /** Runs that nobody waits for, by who started them. */
  startedByRuns: number;
  startedByEntities: number;
  rebuiltOrchestrators: number;
  comparedTurns: number;
  acknowledgements: number;
  eventsSeen: number;
}

export function emptyTally(): Tally {
  return {
    runs: 0,
    kills: 0,
    powerLosses: 0,
    cleanStops: 0,
    crashesInDisk: 0,
    crashesInRecovery: 0,
    writesCutShort: 0,
    tornWrites: 0,
    doneAfterEnd: 0,
    lostBytes: 0,
    lostNames: 0,
    failedFlushes: 0,
    failedReads: 0,
    fullDisk: 0,
    clockJumps: 0,
    logFiles: 0,
    logFilesRecycled: 0,
    threadDeaths: 0,
    rewinds: 0,
    rewindsOfRewinds: 0,
    rewindCascadeLongest: 0,
    partitionsRewound: 0,
    partitionsRewoundMost: 0,
    partitionsSpread: 0,
    packets: 0,
    speculativePackets: 0,
    packetsLost: 0,
    packetsRepeated: 0,
    packetsLate: 0,
    packetsToTheDead: 0,
    duplicatesDropped: 0,
    snapshotsBegun: 0,
    snapshotsFinished: 0,
    storeReads: 0,
    payloadFiles: 0,
    textsCollected: 0,
    transfers: 0,
    signals: 0,
    eventsRaised: 0,
    interruptedRequests: 0,
    exhaustedRequests: 0,
    pagesListed: 0,
    entitiesRead: 0,
    cutsAudited: 0,
    recordsReplayed: 0,
    activityAttempts: 0,
    failedActivities: 0,
    hangingActivities: 0,
    lateReports: 0,
    duplicateReports: 0,
    repeatedOrders: 0,
    repeatedStarts: 0,
    terminations: 0,
    cleanUps: 0,
    suspensions: 0,
    purges: 0,
    familiesPurged: 0,
    newLives: 0,
    restarts: 0,
    runsRewound: 0,
    childrenRewound: 0,
    forks: 0,
    editedForks: 0,
    laterStarts: 0,
    startedByRuns: 0,
    startedByEntities: 0,
    rebuiltOrchestrators: 0,
    comparedTurns: 0,
    acknowledgements: 0,
    eventsSeen: 0,
  };
}

/** Of what is the most or the longest in a world there is no sum. */
const GREATEST: ReadonlySet<keyof Tally> = new Set(["rewindCascadeLongest", "partitionsRewoundMost"]);

export function addTally(sum: Tally, more: Tally): void {
  for (const key of Object.keys(more) as (keyof Tally)[]) {
    sum[key] = GREATEST.has(key) ? Math.max(sum[key], more[key]) : sum[key] + more[key];
  }
}

/** `crashesInDisk` as "crashes in disk": one line for each count. */
export function tallyLines(tally: Tally): readonly string[] {
  return Object.entries(tally).map(([key, count]) => {
    const words = key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    return `  ${words.padEnd(24)} ${count}`;
  });
}

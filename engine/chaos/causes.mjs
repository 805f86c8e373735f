/**
 * What was really caused: a chaos run that caused nothing has shown nothing.
 */
export class Causes {
  /** SIGKILLs, by what the process was doing. */
  kills = { underLoad: 0, inRecovery: 0, inSnapshot: 0, stoppedByFullDisk: 0 };
  /** Recoveries that were over before the kill that was meant for them. */
  recoveriesMissed = 0;
  /** Snapshots that were over before the kill that was meant for them. */
  snapshotsMissed = 0;
  /** SIGSTOP, and SIGCONT later. */
  freezes = 0;
  /** SIGTERM, and a graceful end. */
  closes = 0;
  fullDisks = 0;
  /** Openings that were refused because the disk was full. */
  refusedByFullDisk = 0;
  /** How the full disk was made. */
  fullDiskBy = "none";
  /** How often more was asked at once than the hub had room for. */
  crowds = 0;
  /** Requests that were refused then, repeats included, and those of which nobody asked again. */
  refusedInCrowds = 0;
  givenUpInCrowds = 0;
  /** Runs and signals of crowds that were taken at once, and those that were when they came back. */
  takenAtOnce = 0;
  takenLater = 0;
  /** Runs that were acknowledged and had not ended when the process died, over all deaths. */
  underWayAtDeath = 0;
  /** Pieces of histories that were told before the audit. */
  piecesTold = 0;
  /** How long each opening of the hub took, in milliseconds. @type {number[]} */
  recoveriesMs = [];

  get killsInAll() {
    return Object.values(this.kills).reduce((sum, count) => sum + count, 0);
  }
}

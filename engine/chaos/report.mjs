/** @import { Causes } from "./causes.mjs" */
/** @import { Checks } from "./checks.mjs" */
/** @import { Ledger } from "./outside/ledger.mjs" */

/**
 * What a chaos run has found and caused, as data.
 *
 * @param {Checks} checks
 * @param {Causes} causes
 * @param {Ledger} ledger
 */
export function reportOf(checks, causes, ledger) {
  const runs = [...ledger.runs.values()];
  const recoveries = [...causes.recoveriesMs].sort((a, b) => a - b);
  const recoveryMs = (/** @type {number} */ share) =>
    Math.round(recoveries[Math.min(recoveries.length - 1, Math.floor(recoveries.length * share))] ?? 0);
  return {
    caused: {
      kills: causes.killsInAll,
      "kills under load": causes.kills.underLoad,
      "kills during recovery": causes.kills.inRecovery,
      "recoveries over before their kill": causes.recoveriesMissed,
      "kills during a snapshot": causes.kills.inSnapshot,
      "snapshots over before their kill": causes.snapshotsMissed,
      "kills on a full disk": causes.kills.stoppedByFullDisk,
      "stopped for a while": causes.freezes,
      "closed gracefully": causes.closes,
      "full disks": causes.fullDisks,
      "full disks made by": causes.fullDiskBy,
      "openings refused by a full disk": causes.refusedByFullDisk,
      crowds: causes.crowds,
      "refused in a crowd": causes.refusedInCrowds,
      "refused in a crowd, and given up": causes.givenUpInCrowds,
      "taken in a crowd": causes.takenAtOnce,
      "taken in a crowd when asked again": causes.takenLater,
      recoveries: recoveries.length,
      "recovery, median ms": recoveryMs(0.5),
      "recovery, longest ms": recoveryMs(1),
      runs: runs.length,
      acknowledgements: ledger.acknowledgements,
      "unsure starts repeated": ledger.unsureRepeats,
      "acknowledged starts repeated": ledger.repeats,
      "requests turned away, too much to do": ledger.turnedAway,
      signals: ledger.signals.size,
      "acknowledged runs under way at a death": causes.underWayAtDeath,
      "pieces of histories told": causes.piecesTold,
    },
    workloads: countBy(runs.map((run) => run.workload)),
    ends: countBy(runs.map((run) => run.finished?.status ?? "unknown")),
    laws: Object.fromEntries(checks.byLaw),
    violations: checks.violations,
    passed: checks.passed,
    failed: checks.failed,
  };
}

/**
 * The report as lines for a person.
 *
 * @param {ReturnType<typeof reportOf>} report
 */
export function reportLines({ caused, workloads, ends, laws }) {
  const pairs = (/** @type {Readonly<Record<string, string | number>>} */ counts) =>
    Object.entries(counts).map(([name, count]) => `  ${name.padEnd(36)} ${count}`);
  return [
    "What was caused:",
    ...pairs(caused),
    "What ran:",
    ...pairs(workloads),
    "How it ended:",
    ...pairs(ends),
    "What was checked:",
    ...Object.entries(laws).map(
      ([law, { passed, failed }]) => `  ${law.padEnd(58)} ${passed} passed, ${failed} failed`,
    ),
  ];
}

/** @param {readonly string[]} words */
function countBy(words) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const word of [...words].sort()) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

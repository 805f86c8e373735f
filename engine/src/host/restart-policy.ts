import type { InstanceId } from "../model/index.js";

/** How a thread came to its end without being asked. */
export type ThreadDeath =
  /** It did not come back from a person's code, and was stopped. */
  | { readonly kind: "hung"; readonly instanceId: InstanceId; readonly ranMs: number }
  /** It died; `instanceId` is whose code ran at that moment, if any did. */
  | { readonly kind: "died"; readonly reason: string; readonly instanceId?: InstanceId };

/** One death, and when it was. */
export interface DeathRecord {
  readonly atMs: number;
  readonly death: ThreadDeath;
}

/** What becomes of a thread that is dead. */
export type AfterDeath =
  /** Begin anew from what is durable. The code of these instances is not run any more: they fail, with the reason. */
  | { readonly kind: "restart"; readonly condemned: ReadonlyMap<InstanceId, string> }
  | { readonly kind: "giveUp"; readonly reason: string };

const DEATHS_MAX = 5;
const WITHIN_MS = 60_000;

/**
 * Decides after a death. What hung is condemned at once; an instance that was running at two deaths is
 * taken for their cause. A thread that keeps dying for no reason that can be put aside is given up: the
 * hub stops loudly rather than going round for ever.
 */
export function afterDeath(deaths: readonly DeathRecord[], nowMs: number): AfterDeath {
  const recent = deaths.filter(({ atMs }) => nowMs - atMs < WITHIN_MS);
  const unexplained = recent.filter(({ death }) => death.kind === "died");
  const newest = deaths.at(-1)?.death;
  if (unexplained.length >= DEATHS_MAX && newest?.kind === "died") {
    return {
      kind: "giveUp",
      reason: `An engine thread died ${unexplained.length} times within a minute, the last time with: ${newest.reason}. What was acknowledged is kept. Open the hub again; if it happens again, please report it.`,
    };
  }
  const condemned = new Map<InstanceId, string>();
  const seen = new Set<InstanceId>();
  for (const { death } of deaths) {
    if (death.kind === "hung") condemned.set(death.instanceId, hangReason(death.ranMs));
    else if (death.instanceId !== undefined) {
      if (seen.has(death.instanceId)) condemned.set(death.instanceId, deathReason(death.reason));
      seen.add(death.instanceId);
    }
  }
  return { kind: "restart", condemned };
}

/** What an instance fails with whose code did not come back. */
export function hangReason(ranMs: number): string {
  return `The code ran for more than ${Math.round(ranMs)} ms without waiting for anything, and was stopped. It probably has an endless loop. Long work belongs in an activity.`;
}

function deathReason(reason: string): string {
  return `The engine's thread died twice while it ran this code: ${reason}. The code probably needs more memory than a thread may have.`;
}

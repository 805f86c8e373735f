import { fork } from "node:child_process";
import type { Sabotage } from "./sabotage.js";
import { simulate } from "./simulate.js";
import { addTally, emptyTally, type Tally } from "./tally.js";

/** Seeds from the first to the last one, in steps. */
export interface SeedRange {
  readonly first: number;
  readonly last: number;
  readonly step: number;
}

/** What one seed came to. Plain data: it crosses processes. */
export interface SeedResult {
  readonly seed: number;
  readonly violation?: string;
  readonly digest: string;
  readonly events: number;
  readonly tally: Tally;
}

export interface Sum {
  passed: number;
  failed: number;
  events: number;
  readonly tally: Tally;
}

export const emptySum = (): Sum => ({ passed: 0, failed: 0, events: 0, tally: emptyTally() });

export function addResult(sum: Sum, { violation, events, tally }: SeedResult): void {
  if (violation === undefined) sum.passed += 1;
  else sum.failed += 1;
  sum.events += events;
  addTally(sum.tally, tally);
}

export interface PlayOptions {
  readonly sabotage?: Sabotage;
  readonly trace?: (line: string) => void;
  readonly ended: (result: SeedResult) => void;
}

/** Plays seeds in this process, one after the other. */
export async function playSeeds({ first, last, step }: SeedRange, { ended, ...options }: PlayOptions): Promise<void> {
  for (let seed = first; seed <= last; seed += step) {
    const { violation, digest, events, tally } = await simulate(seed, options);
    ended({ seed, ...(violation !== undefined && { violation }), digest, events, tally });
  }
}

/** Plays seeds in so many processes, each of which takes its turn. Rejects when one of them ends early. */
export async function playBeside(
  range: SeedRange,
  {
    jobs,
    args,
    ended,
  }: { readonly jobs: number; readonly args: readonly string[]; readonly ended: (result: SeedResult) => void },
): Promise<void> {
  const shares = Array.from({ length: jobs }, (_, index) => ({ ...range, first: range.first + index, step: jobs }));
  await Promise.all(shares.map((share) => playInChild(share, args, ended)));
}

function playInChild(share: SeedRange, args: readonly string[], ended: (result: SeedResult) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const { first, last, step } = share;
    const child = fork(process.argv[1] ?? "", [...args, "--seeds", `${first}..${last}`, "--step", String(step)]);
    child.on("message", (message) => ended(message as SeedResult));
    child.on("error", reject);
    child.on("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`The process that played seeds ${first}..${last} ended with ${code}.`)),
    );
  });
}

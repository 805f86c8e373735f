import type { RunStateName } from "@/app/_ui/state";

/** What a run did at a node, as it is written on the canvas. */
export interface NodeView {
  readonly state: RunStateName | "not-reached";
  /** The state in words: `Done · 6.9 s`, `Retry in 0.9 s`, `1 of 4 failed`. */
  readonly subtitle: string;
  /** It failed, and the workflow dealt with that. */
  readonly isCaught?: true;
  /** Short text on the top right of the border: attempts, say: `3/5`. */
  readonly badge?: string;
  /** Containers only: how many iterations are in each state, shown in the head. */
  readonly counts?: Readonly<Partial<Record<RunStateName, number>>>;
}

/** What a run did with an edge. `idle`: neither yet. */
export type EdgeState = "idle" | "taken" | "dead";

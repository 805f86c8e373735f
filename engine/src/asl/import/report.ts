import type { StateType } from "./definition.js";
import type { DefinitionProblem } from "./problems.js";

/** What became of one state. */
export interface StateReport {
  readonly state: string;
  readonly type: StateType;
  /** Where it stands in the definition. */
  readonly path: string;
  /** `mapped`: it does the same here. `approximated`: it does not quite, and the notes say what differs. */
  readonly verdict: "mapped" | "approximated";
  /** The ids of its nodes. */
  readonly nodes: readonly string[];
  /** The node that begins when the state is entered. Absent: a node of its first branch does. */
  readonly entry?: string;
  /** What differs from Step Functions, a sentence each. */
  readonly notes: readonly string[];
}

export interface ImportReport {
  readonly states: readonly StateReport[];
  /** About the definition as a whole. */
  readonly notes: readonly string[];
}

/** Why a definition is not imported: what Step Functions would not take, or what cannot be said in a graph. */
export interface Refusal {
  readonly kind: "rejected" | "refused";
  readonly problems: readonly DefinitionProblem[];
}

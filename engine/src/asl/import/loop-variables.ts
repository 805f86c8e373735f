import type { Value } from "../../compiler/graph.js";
import type { State } from "./definition.js";

/** A variable of a *While*. */
export interface While {
  readonly name: string;
  readonly initial: Value;
  readonly next: string;
}

/** The variables that some of the states give a value, each once. */
export function assignedIn(states: readonly State[]): readonly string[] {
  const names = states.flatMap((state) => [
    ...(state.assign ?? []),
    ...(state.type === "Choice" ? state.rules.flatMap(({ assign }) => assign ?? []) : []),
    ...("catch" in state ? state.catch.flatMap(({ assign }) => assign ?? []) : []),
  ]);
  return [...new Set(names.map(([name]) => name))];
}

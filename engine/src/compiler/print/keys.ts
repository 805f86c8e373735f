import type { GraphNode } from "../graph.js";
import { needsLife } from "../lower/guard.js";
import type { Guard, TakenPort } from "../lower/ir.js";
import { isFailingPort } from "../ways.js";

/** What a variable of the code holds of a node. */
export type Held = "value" | "failure" | "begun";

/** Names a variable before it has a name. */
export type VariableKey = string;

export const keyOf = (node: GraphNode, held: Held): VariableKey => `${node.id} ${held}`;

/** What a guard asks. */
export function heldIn({ port, ways }: TakenPort): Held {
  if (port === undefined) return "begun";
  const isOfFailure = isFailingPort(port) || (port === "out" && ways.some(isFailingPort));
  return isOfFailure ? "failure" : "value";
}

/** The variables that a guard reads. */
export function* readBy(guard: Guard): Generator<VariableKey> {
  for (const taken of guard) {
    yield keyOf(taken.node, heldIn(taken));
    if (needsLife(taken)) yield* readBy(taken.lives ?? []);
  }
}

import type { Step } from "../lower/ir.js";

/** A pair of braces in the code. A `const` in it is known in it, and in those inside it. */
export interface Place {
  readonly outer: Place | undefined;
  readonly depth: number;
  /** The braces are those of a function of its own: what stands in it happens at another time than what is around. */
  readonly isFunction: boolean;
}

export const TOP: Place = { outer: undefined, depth: 0, isFunction: true };
export const inside = (outer: Place, isFunction = false): Place => ({ outer, depth: outer.depth + 1, isFunction });

/** True when a place lies within another one, or is it, with no function between them. */
export const isAlongside = (place: Place | undefined, around: Place): boolean =>
  place !== undefined && (place === around || (!place.isFunction && isAlongside(place.outer, around)));

export const isWithin = (place: Place | undefined, around: Place): boolean =>
  place !== undefined && (place === around || isWithin(place.outer, around));

/** The innermost braces around both. */
export function common(a: Place, b: Place): Place {
  let [left, right] = [a, b];
  while (left !== right) {
    if (left.depth >= right.depth && left.outer !== undefined) left = left.outer;
    else if (right.outer !== undefined) right = right.outer;
    else break;
  }
  return left;
}

/** The way down to a statement: for each pair of braces around it, the step in them that it belongs to. */
export type Path = readonly { readonly place: Place; readonly step: Step }[];

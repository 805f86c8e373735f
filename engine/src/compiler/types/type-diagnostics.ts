import type { Diagnostic } from "../diagnostic.js";
import type { TypedPlace, TypedProgram } from "./typed-program.js";

/** Something that the checker of types found in the text of a typed program. */
export interface TypeFinding {
  readonly from: number;
  readonly to: number;
  readonly message: string;
  /** It holds only because something may be null or undefined. */
  readonly isOfNothing: boolean;
}

/**
 * The findings as diagnostics of the nodes. What can never fit is an error; what fits unless a value is missing is a
 * warning. Neither keeps a graph from running: types are what schemas promise, and a run sees what is really there.
 */
export function typeDiagnostics(program: TypedProgram, findings: readonly TypeFinding[]): Diagnostic[] {
  return findings.flatMap((finding): Diagnostic[] => {
    const place = placeAt(program, finding.from);
    if (place === undefined) return [];
    return [
      {
        severity: finding.isOfNothing ? "warning" : "error",
        code: "type-mismatch",
        nodeId: place.nodeId,
        field: place.field,
        range:
          finding.from < place.to
            ? { from: finding.from - place.from, to: Math.min(finding.to, place.to) - place.from }
            : { from: 0, to: place.to - place.from },
        message: sentence(finding.message),
      },
    ];
  });
}

/** Where in the program's text a place in an expression is. */
export function offsetIn(program: TypedProgram, nodeId: string, field: string, offset: number): number | undefined {
  const place = program.places.find((each) => each.nodeId === nodeId && each.field === field);
  return place === undefined ? undefined : Math.min(place.from + Math.max(0, offset), place.to);
}

/** The places are in the order of the text. */
function placeAt({ places }: TypedProgram, offset: number): TypedPlace | undefined {
  let [low, high] = [0, places.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const place = places[middle] as TypedPlace;
    if (offset < place.from) high = middle - 1;
    else if (offset > place.through) low = middle + 1;
    else return place;
  }
  return undefined;
}

const MESSAGE_CHARACTERS_MAX = 500;

function sentence(message: string): string {
  const flat = message.replaceAll(/\s+/g, " ").trim().slice(0, MESSAGE_CHARACTERS_MAX);
  return `The types do not fit: ${flat}${/[.?]$/.test(flat) ? "" : "."}`;
}

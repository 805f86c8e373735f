import type { Diagnostic } from "../diagnostic.js";
import type { TypedPlace, TypedProgram } from "./typed-program.js";

/** Something that the checker of types found in a file of a typed program. */
export interface TypeFinding {
  readonly file: string;
  readonly from: number;
  readonly to: number;
  readonly message: string;
  /** It holds only because something may be null or undefined. */
  readonly isOfNothing: boolean;
}

/** A program that supposes types, and what was found in it. */
export interface Supposed {
  readonly program: TypedProgram;
  readonly findings: readonly TypeFinding[];
}

/**
 * The findings as diagnostics of the nodes. What can never fit is an error; what fits unless a value is missing is a
 * warning. Neither keeps a graph from running: types are what schemas promise, and a run sees what is really there.
 * What was found only where types are supposed is a warning of another code: another run may give other values.
 */
export function typeDiagnostics(
  program: TypedProgram,
  findings: readonly TypeFinding[],
  supposed?: Supposed,
): Diagnostic[] {
  const promised = placed(program, findings).map(({ place, finding, range }) => {
    const message = `The types do not fit: ${sentence(finding.message)}${placeInCode(program, place, range)}`;
    const severity = finding.isOfNothing ? ("warning" as const) : ("error" as const);
    return { severity, code: "type-mismatch" as const, nodeId: place.nodeId, field: place.field, range, message };
  });
  if (supposed === undefined) return promised;
  const known = new Set(promised.map(({ nodeId, field, range }) => `${nodeId} ${field} ${range.from}`));
  const hints = placed(supposed.program, supposed.findings)
    // What may be missing was not seen to be missing.
    .filter(({ place, finding, range }) => !finding.isOfNothing && !known.has(keyOf(place, range)))
    .map(({ place, finding, range }) => {
      const message = `By the values of the last run: ${sentence(finding.message)}${placeInCode(supposed.program, place, range)} Another run may give other values.`;
      return {
        severity: "warning" as const,
        code: "type-unlike-last-run" as const,
        nodeId: place.nodeId,
        field: place.field,
        range,
        message,
      };
    });
  return [...promised, ...hints];
}

/** Where in the program a setting of a node stands. */
export function placeOf(program: TypedProgram, nodeId: string, field: string): TypedPlace | undefined {
  return program.places.find((each) => each.nodeId === nodeId && each.field === field);
}

interface Range {
  readonly from: number;
  readonly to: number;
}

interface PlacedFinding {
  readonly place: TypedPlace;
  readonly finding: TypeFinding;
  /** In the text of the setting. */
  readonly range: Range;
}

const keyOf = ({ nodeId, field }: TypedPlace, { from }: Range): string => `${nodeId} ${field} ${from}`;

function placed(program: TypedProgram, findings: readonly TypeFinding[]): readonly PlacedFinding[] {
  const found = new Set(findings.map(({ file, from }) => `${file} ${from}`));
  const placesOf = new Map<string, TypedPlace[]>();
  for (const place of program.places) {
    const places = placesOf.get(place.file) ?? [];
    placesOf.set(place.file, places);
    places.push(place);
  }
  return findings.flatMap((finding): PlacedFinding[] => {
    const place = placeAt(placesOf.get(finding.file) ?? [], finding.from);
    if (place === undefined || !place.isChecked || isOfNever(finding)) return [];
    const { from, to, plainFrom } = place;
    // Conditions take doubts away. A doubt that is there only because of them would say that the branch is never taken.
    if (plainFrom !== undefined && !found.has(`${place.file} ${finding.from - from + plainFrom}`)) return [];
    const range =
      finding.from < to
        ? { from: finding.from - from, to: Math.min(finding.to, to) - from }
        : { from: 0, to: Math.max(1, to - from) };
    return [{ place, finding, range }];
  });
}

/**
 * A value of the type `never` is none: the checker has concluded that nobody comes here, or that a list which is empty
 * stays so. Such a conclusion says nothing about what a person has drawn.
 */
const isOfNever = ({ message }: TypeFinding): boolean => /'never(\[\])?'/.test(message);

/** The places are in the order of the text. */
function placeAt(places: readonly TypedPlace[], offset: number): TypedPlace | undefined {
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

/** Of code it is said in words where: it has lines. */
function placeInCode({ files }: TypedProgram, place: TypedPlace, { from }: Range): string {
  if (place.expression !== undefined) return "";
  const text = files.find(({ name }) => name === place.file)?.text.slice(place.from, place.from + from) ?? "";
  const lines = text.split("\n");
  return ` It is in line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}.`;
}

const MESSAGE_CHARACTERS_MAX = 500;

function sentence(message: string): string {
  const flat = message.replaceAll(/\s+/g, " ").trim().slice(0, MESSAGE_CHARACTERS_MAX);
  return `${flat}${/[.?]$/.test(flat) ? "" : "."}`;
}

import type { Json } from "../../model/index.js";

/** A machine with what Step Functions itself answered: one entry of a corpus. */
export interface MachineCase {
  readonly id: string;
  readonly stratum: string;
  readonly definition: unknown;
  readonly input: Json;
  readonly expect: {
    readonly status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
    readonly output?: Json;
    readonly error?: string;
    /** Places whose recorded text is only a stand-in: `output/Execution/Id`. */
    readonly masked?: readonly string[];
  };
  /** The states in the order in which they were entered. */
  readonly stateOrder?: readonly string[];
  readonly stateCounts?: Readonly<Record<string, number>>;
  /** What each successive call of a state's task gives. */
  readonly taskScript?: Readonly<Record<string, readonly TaskAnswer[]>>;
}

export type TaskAnswer =
  | { readonly succeed: Json }
  | { readonly fail: { readonly error?: string; readonly cause?: string } }
  | { readonly timeout: true };

/** What a case came to here. */
export type CaseResult =
  | { readonly outcome: "passed" }
  | { readonly outcome: "refused"; readonly why: string }
  | { readonly outcome: "failed"; readonly difference: string };

/** What a run came to, in Step Functions' words. */
export interface RunOutcome {
  readonly status: "SUCCEEDED" | "FAILED";
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly entered: readonly string[];
}

/** The first thing in which a run differs from what was recorded; undefined when it agrees. */
export function differenceOf(expected: MachineCase, run: RunOutcome): string | undefined {
  const { expect, stateOrder, stateCounts } = expected;
  const status = expect.status === "SUCCEEDED" ? "SUCCEEDED" : "FAILED";
  const why = run.error === undefined ? "" : ` (${run.error}: ${run.cause ?? ""})`;
  if (run.status !== status) return `status: expected ${expect.status}, was ${run.status}${why}`;
  if (status === "FAILED" && expect.error !== run.error)
    return `error: expected ${expect.error ?? "none"}, was ${run.error ?? "none"}${why}`;
  if (status === "SUCCEEDED") {
    const masked = new Set((expect.masked ?? []).map((place) => place.replace(/^\//, "").replace(/^output\/?/, "")));
    const difference = valueDifference(expect.output ?? null, run.output ?? null, "", masked);
    if (difference !== undefined) return `output${difference}`;
  }
  if (stateOrder !== undefined && stateOrder.join("\n") !== run.entered.join("\n"))
    return `order: expected ${stateOrder.join(", ")}; was ${run.entered.join(", ")}`;
  for (const [state, count] of Object.entries(stateCounts ?? {})) {
    const entered = run.entered.filter((name) => name === state).length;
    if (entered !== count) return `count: ${state} was to be entered ${count} times and was ${entered} times`;
  }
  return undefined;
}

function valueDifference(expected: Json, actual: Json, place: string, masked: ReadonlySet<string>): string | undefined {
  if (masked.has(place.slice(1))) return undefined;
  const at = place === "" ? "" : ` at ${place}`;
  const differs = `${at}: expected ${told(expected)}, was ${told(actual)}`;
  if (typeof expected !== "object" || expected === null || typeof actual !== "object" || actual === null)
    return expected === actual ? undefined : differs;
  if (Array.isArray(expected) !== Array.isArray(actual)) return differs;
  const [before, after] = [expected, actual] as Readonly<Record<string, Json>>[];
  for (const key of new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])) {
    if (masked.has(`${place}/${key}`.slice(1))) continue;
    const [one, other] = [before?.[key], after?.[key]];
    if (one === undefined || other === undefined)
      return `${at}: ${one === undefined ? "has also" : "misses"} ${key}; expected ${told(expected)}, was ${told(actual)}`;
    const difference = valueDifference(one, other, `${place}/${key}`, masked);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

const told = (value: Json): string => {
  const text = JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
};

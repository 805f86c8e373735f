/** What answers there are in the simulated world, for compiled code and the reference interpreter alike. */
export interface Answer {
  readonly value?: unknown;
  readonly failure?: { readonly code: string; readonly message: string };
  /** In how many waves it comes; at least one. */
  readonly after: number;
}

export type AskedKind = "activity" | "event" | "sub" | "entity";

/** `undefined`: no answer ever comes. */
export type World = (kind: AskedKind, name: string, input: unknown) => Answer | undefined;

/** What an activity gives for an input; what it throws is its failure. */
export type Simulated = (activity: string, input: unknown) => unknown;

/** A world in which every answer comes in the next wave. */
export const promptWorld =
  (simulated: Simulated): World =>
  (kind, name, input) => {
    try {
      return { value: kind === "activity" ? simulated(name, input) : { kind, name, input: input ?? null }, after: 1 };
    } catch (thrown) {
      return {
        failure: { code: "Simulated", message: thrown instanceof Error ? thrown.message : String(thrown) },
        after: 1,
      };
    }
  };

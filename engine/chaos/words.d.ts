// What the client outside and the process with the hub say to each other, and what the client
// remembers. Written down here once more, on purpose: the client trusts nothing of the engine's
// own code, its types included.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type Mode = "conservative" | "local" | "global";

/** How the process with the hub is to open it. */
export interface HubSettings {
  readonly dir: string;
  readonly threads: number;
  readonly mode: Mode;
  /** What it does wrong on purpose, so that the audit can be seen to notice. */
  readonly fault?: HubFault;
}

export type HubFault = "wrong-result";

export type ToHub = { readonly request: number; readonly ask: string; readonly asked: Json };

export type FromHub =
  | { readonly kind: "opening" }
  | { readonly kind: "ready"; readonly openedInMs: number }
  | { readonly kind: "openFailed"; readonly code: string; readonly message: string }
  | { readonly kind: "stopped"; readonly code: string; readonly reason: string }
  | { readonly kind: "answer"; readonly request: number; readonly answer?: unknown }
  | { readonly kind: "refusal"; readonly request: number; readonly code: string; readonly message: string };

/** How a request ended. `gone`: the process died or stopped first, so that nobody knows what became of it. */
export type Told<Answer> =
  | { readonly kind: "answer"; readonly answer: Answer }
  | { readonly kind: "refused"; readonly code: string; readonly message: string }
  | { readonly kind: "gone" };

/** How the opening of a hub ended. */
export type Opening =
  | { readonly kind: "ready"; readonly openedInMs: number }
  | { readonly kind: "openFailed"; readonly code: string; readonly message: string }
  | { readonly kind: "exited"; readonly exit: string };

export type Status = "Pending" | "Running" | "Completed" | "Failed" | "Terminated";

export interface InstanceSummary {
  readonly instanceId: string;
  readonly name: string;
  readonly version?: string;
  readonly status: Status;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
  readonly completedAtMs?: number;
  readonly eventCount: number;
  readonly failure?: { readonly code: string; readonly message: string };
}

export interface InstanceRecord extends InstanceSummary {
  readonly executionId: string;
  readonly input: string;
  readonly output?: string;
}

export interface HistoryEvent {
  readonly seq: number;
  readonly atMs: number;
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What an orchestration is started by: the name of a function, or code that is published first. */
export type Target = { readonly name: string } | { readonly code: string };

/** A run as the client outside knows it. What is absent was never told. */
export interface Run {
  readonly requestId: string;
  readonly workload: string;
  readonly target: Target;
  readonly input: Json;
  /** The number of the blow before which it was begun. */
  readonly storm: number;
  /** Its start was acknowledged under this id. */
  instanceId?: string;
  /** Its end was told: what the record was, as a digest of its canonical text. */
  finished?: { readonly status: Status; readonly digest: string };
  /** The longest piece of its history that was told. */
  seen?: { readonly events: number; readonly digest: string };
  /** Somebody asked to terminate it, and may have been told what came of it. */
  termination?: { readonly reason: string; told?: boolean };
}

/** A kind of load. */
export interface Workload {
  readonly name: string;
  /** How often it is chosen, beside the others' weights. */
  readonly weight: number;
  /** The share of its runs that nobody waits for at once. */
  readonly left: number;
  /** True when it ends only because the client terminates it. */
  readonly endless?: boolean;
  target(storm: number): Target;
  input(chance: Chance): Json;
  /** What is wrong with how a run of it has ended; `undefined` when nothing is. */
  judge(run: Run, record: InstanceRecord, history: readonly HistoryEvent[]): string | undefined;
}

/** Chance that a seed decides. */
export interface Chance {
  /** In [0, 1). */
  next(): number;
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  happens(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
}

/** What is done to the process with the hub, and after how much load. */
export type Blow =
  | { readonly kind: "kill"; readonly afterMs: number }
  /** Killed, started again, and killed when this share of the last recovery's time has passed. */
  | { readonly kind: "killInRecovery"; readonly afterMs: number; readonly share: number }
  | { readonly kind: "freeze"; readonly afterMs: number; readonly forMs: number }
  | { readonly kind: "close"; readonly afterMs: number }
  | { readonly kind: "fillDisk"; readonly afterMs: number };

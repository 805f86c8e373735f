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
  /** A snapshot is taken after so many bytes of log: small, so that many are under way. */
  readonly snapshotBytes: number;
  /** How much may wait before new work is refused; absent: what a hub does by itself. */
  readonly limits?: { readonly queueDepthMax: number };
  /** What it does wrong on purpose, so that the audit can be seen to notice. */
  readonly faults: readonly HubFault[];
}

export type HubFault =
  | "wrong-result"
  | "forget-request-id"
  | "double-apply"
  | "lose-money"
  | "skip-signal"
  | "begin-refused";

export type ToHub = { readonly request: number; readonly ask: string; readonly asked: Json };

export type FromHub =
  | { readonly kind: "opening" }
  | { readonly kind: "ready"; readonly openedInMs: number }
  | { readonly kind: "openFailed"; readonly code: string; readonly message: string }
  | { readonly kind: "stopped"; readonly code: string; readonly reason: string }
  | { readonly kind: "answer"; readonly request: number; readonly answer?: unknown }
  | ({ readonly kind: "refusal"; readonly request: number } & Refusal);

export interface Refusal {
  readonly code: string;
  readonly message: string;
  /** When to ask again, if there was too much to do. */
  readonly retryAfterMs?: number;
}

/** How a request ended. `gone`: the engine died or stopped first, so that nobody knows what became of it. */
export type Told<Answer> =
  | { readonly kind: "answer"; readonly answer: Answer }
  | ({ readonly kind: "refused" } & Refusal)
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
  /** The id that it is started under; absent when the hub may choose. */
  readonly wantedId?: string;
  /** The run that has to be there before this one, by its request id. */
  readonly after?: string;
  /** Its start was asked for at least once. */
  asked?: true;
  /** Its start was acknowledged under this id. */
  instanceId?: string;
  /** Its end was told: what the record was, as a digest of its canonical text. */
  finished?: { readonly status: Status; readonly digest: string };
  /** The longest piece of its history that was told. */
  seen?: { readonly executionId: string; readonly events: number; readonly digest: string };
  /** Somebody asked to terminate it, and may have been told what came of it. */
  termination?: { readonly reason: string; told?: boolean };
  /** Events that were raised for it, in this order; the next one only after the one before was told. */
  raised?: Attempts[];
}

/** How often something was asked for that a repeat does twice, and how often that was told to be done. */
export interface Attempts {
  asked: number;
  told: number;
}

/** A signal to an entity, which has no answer but that it will be heard. */
export interface Signal extends Attempts {
  readonly id: string;
  readonly entity: string;
}

/** A kind of load. */
export interface Workload {
  readonly name: string;
  /** How often it is chosen, beside the others' weights; 0: only as another one's companion. */
  readonly weight: number;
  /** The share of its runs that nobody waits for at once. */
  readonly left: number;
  /**
   * Who ends it before its time: nobody, for what it does is worth nothing by halves; the client, at times;
   * the client always, for it has no end of its own.
   */
  readonly terminated: "never" | "sometimes" | "always";
  /** How many events the client raises for it, one after the other. */
  readonly events: number;
  /** The workload that a run of this one needs a run of, started before it under the same number. */
  readonly companion?: string;
  target(storm: number): Target;
  /** `number` counts the runs from 1. */
  input(chance: Chance, number: number): Json;
  wantedId?(number: number): string;
  /** The instances that a run of it starts, given its input. */
  children?(input: Json): readonly string[];
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
  /** A snapshot is asked for, and the process is killed a moment later. */
  | { readonly kind: "killInSnapshot"; readonly afterMs: number; readonly waitMs: number }
  | { readonly kind: "freeze"; readonly afterMs: number; readonly forMs: number }
  | { readonly kind: "close"; readonly afterMs: number }
  | { readonly kind: "fillDisk"; readonly afterMs: number }
  /** Killed, and opened with hardly any room for new work, which then comes all at once. */
  | { readonly kind: "crowd"; readonly afterMs: number };

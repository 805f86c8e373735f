import type { Json } from "../model/index.js";
import type { Body, CallOptions, NodeOption, OrchestrationContext, Task } from "./context.js";

/** A failure as code reads it that has caught it. It can be thrown on as it is, by {@link ScopeContext.failure}. */
export interface CaughtFailure {
  readonly code: string;
  readonly message: string;
  /** The name of the error's class, when it says more than `code`. */
  readonly type?: string;
  readonly details?: Json;
  /** The node that failed, when it is known. */
  readonly node?: string;
}

export interface CaughtOptions {
  /** Codes or types of failures; absent: all. */
  readonly codes?: readonly string[];
  readonly when?: (failure: CaughtFailure) => unknown;
}

export interface FailedOptions {
  /** Default: "error" alone. A failure that has no port here is thrown on. */
  readonly ports?: readonly ("timeout" | "error")[];
}

export interface FailureSettings {
  /** Default `Failure`. */
  readonly code?: unknown;
  readonly message?: unknown;
  readonly details?: unknown;
  readonly nonRetriable?: boolean;
}

/** One case of a choice: the port that is taken and the value that the choice then has. */
export interface Case {
  readonly port: string;
  readonly value: string;
  /** Asked only when no case before it holds. */
  readonly when: () => unknown;
}

/** The rounds of a loop. `again` asks whether there is another one, `next` begins it, `end` says what came of all. */
export interface Rounds {
  /** The condition as a boolean. Throws an error of the code `TooManyRounds` when it holds and there were enough. */
  again(condition: unknown): boolean;
  /** Begins the next round, and gives its context: what is asked for through it is the round's. */
  next(): OrchestrationContext;
  /** Says in the history what the loop's variables are at its end, and gives them as JSON would carry them. */
  end<Variables>(variables: Variables): Variables;
}

export interface ApprovalRequest {
  /** What is asked, in a sentence. */
  readonly question: unknown;
  /** What the person should see to decide. */
  readonly details?: unknown;
  /** JSON Schema of an object: what else the person is asked for. */
  readonly form?: Json;
}

/** What a person has answered. */
export interface Approval {
  readonly approved: boolean;
  readonly by?: string;
  readonly comment?: string;
  readonly form?: Json;
}

export interface ApprovalOptions extends NodeOption {
  /** When nobody has answered by then, the task fails with the code `Timeout`. Absent: it waits for ever. */
  readonly timeoutMs?: number;
}

export interface RaceOptions extends NodeOption {
  /** `settled` (default): the first to end wins, and when it failed so does the race. `succeeded`: the first success. */
  readonly first?: "settled" | "succeeded";
}

/** A way that leads somewhere: a task that has succeeded, and a condition that is asked then. */
export type Way = Task<unknown> | { readonly after: Task<unknown>; readonly when: () => unknown };

export interface ReachOptions {
  /** What is cancelled as soon as the count is reached; it gives nothing then. */
  readonly cancel?: readonly Task<unknown>[];
}

export interface CallHttpOptions extends CallOptions {
  /** The wait before the next question where the answer does not say one. Default one second. */
  readonly everyMs?: number;
}

/**
 * What the code of a drawn workflow uses beside the rest: scopes whose parts are cancelled, failures as data, and what
 * the history is told of nodes. Hand-written code may use all of it.
 */
export interface ScopeContext {
  /**
   * Runs a body. When it fails, what it has started and what still runs is cancelled, and has come to its end, before
   * the failure is told.
   */
  scope<Result>(body: (ctx: OrchestrationContext) => Body<Result>): Task<Result>;
  /**
   * Runs a body as {@link scope} does, to its end even when everything around it is cancelled; the caller is cancelled after that. For what
   * must be tidied up.
   */
  shield<Result>(body: (ctx: OrchestrationContext) => Body<Result>): Task<Result>;
  /** Runs a body that is cancelled when the time is over; the task then fails with the code `Timeout`. */
  timeout<Result>(
    limitMs: number,
    options: NodeOption,
    body: (ctx: OrchestrationContext) => Body<Result>,
  ): Task<Result>;
  /**
   * Runs bodies against each other; when the first one has come to its end the others are cancelled. Gives the name of
   * the winner and its result, once the others have come to their ends.
   */
  firstOf<Result>(
    options: RaceOptions,
    bodies: Readonly<Record<string, (ctx: OrchestrationContext) => Body<Result>>>,
  ): Task<{ readonly winner: string; readonly value: Result }>;
  /** The rounds of a loop, at most `maxRounds` of them. */
  rounds(node: string, options?: { readonly maxRounds?: number }): Rounds;
  /** Ends the run with this output, wherever it is called: everything that runs is cancelled, itself included. */
  end(node: string, output: unknown): Task<never>;
  /**
   * Waits until so many ways have come to their ends alive, and gives true; false when so many cannot any more. Fails
   * as soon as one of them fails.
   */
  reach(count: number, ways: readonly Way[], options?: ReachOptions): Task<boolean>;

  /** In a catch: says in the history that the failure was caught, and gives it. A cancellation, and what is not meant, is thrown on. */
  caught(node: string, thrown: unknown, options?: CaughtOptions): CaughtFailure;
  /** The same for a node's own failure, which takes one of these ports: "timeout" when a wait's time was over, else "error". */
  failed(node: string, thrown: unknown, options?: FailedOptions): CaughtFailure;
  /** An error to be thrown; one that was caught as it was. Says in the history what a node throws. */
  failure(node: string, given: FailureSettings | CaughtFailure): unknown;
  /**
   * Runs what undoes, the last first, one after the other and shielded, and gives the error to be thrown on. What fails in
   * it keeps nothing else from being undone, and is told in the details of the error. When the caller is cancelled nothing is undone.
   */
  undone(undo: (() => Body<unknown>)[], thrown: unknown): Body<unknown>;

  /** Says in the history which case is the first that holds, and gives its value; "default" when none does. */
  choose(node: string, cases: readonly Case[]): string;
  /**
   * Waits for a person's answer: an event called `approval:` and the node's key, such as `approval:release[2]`. What is
   * asked stands in the history while it waits.
   */
  approval(request: ApprovalRequest, options?: ApprovalOptions): Task<Approval>;
  /**
   * The activity `http.request`, and again where a 202 says the answer will be, as often as it says, until there is one.
   * Durable Functions' callHttp.
   */
  callHttp<Result = Json>(request: unknown, options?: CallHttpOptions): Task<Result>;
}

import type { EntityId, InstanceId } from "../model/index.js";
import type {
  Body,
  CallOptions,
  CallRetry,
  CallSubOptions,
  ForEachOptions,
  LockOptions,
  NodeOption,
  OrchestrationContext,
  SignalOptions,
  StartSubOptions,
  Task,
  WaitForEventOptions,
} from "./context.js";
import type {
  ApprovalOptions,
  ApprovalRequest,
  CallHttpOptions,
  CaughtFailure,
  CaughtOptions,
  FailedOptions,
  FailureSettings,
  RaceOptions,
  Rounds,
} from "./context-scopes.js";

/**
 * A value of which no schema says anything: what `JSON.parse` gives. Everything may be read from it and done with it, and
 * nothing of that is checked. `Json` would be narrower than the truth is known: not even a property could be read.
 */
export type Dynamic = ReturnType<typeof JSON.parse>;

/**
 * What a {@link WorkflowContext} knows, each by its registered name. A part that is left out has no names.
 *
 *     type Types = {
 *       activities: { "shop.pay": { input: { amount: number }; output: { receipt: string } } };
 *       entities: { Counter: { add: { input: number; output: number } } };
 *       workflows: { invoice: { input: Order; output: string } };
 *       events: { paid: { at: string } };
 *     };
 */
export interface WorkflowTypes {
  readonly activities?: object;
  readonly entities?: object;
  readonly workflows?: object;
  readonly events?: object;
}

type Nothing = Record<never, never>;
type ActivitiesOf<Types> = Types extends { readonly activities: infer Known } ? Known : Nothing;
type EntitiesOf<Types> = Types extends { readonly entities: infer Known } ? Known : Nothing;
type WorkflowsOf<Types> = Types extends { readonly workflows: infer Known } ? Known : Nothing;
type EventsOf<Types> = Types extends { readonly events: infer Known } ? Known : Nothing;
type NameOf<Known> = keyof Known & string;
type InputOf<Known, Name extends keyof Known> = Known[Name] extends { readonly input?: infer Input } ? Input : Dynamic;
type OutputOf<Known, Name extends keyof Known> = Known[Name] extends { readonly output?: infer Output }
  ? Output
  : Dynamic;
type PayloadOf<Known, Name> = Name extends keyof Known ? Known[Name] : Dynamic;

/** What a body gives: one that ends without a return gives `undefined`. */
type Given<Result> = Result extends void ? undefined : Result;
type GivenBy<Run> = Run extends (...args: never[]) => Body<infer Result> ? Given<Result> : never;

declare const entityName: unique symbol;

/** The id of an entity of which the type is known. */
export type EntityIdOf<Name extends string> = EntityId & { readonly [entityName]?: Name };

/** A failure as code reads it that has caught it, with details of which nothing is known. */
export interface WorkflowFailure extends Omit<CaughtFailure, "details"> {
  readonly details?: Dynamic;
}

/** How one item of a `forEach` ended that collects failures. */
export type Collected<Result> =
  | { readonly ok: true; readonly value: Result }
  | { readonly ok: false; readonly error: WorkflowFailure };

/** The answer of a person who approves: the form is filled in. */
export interface Approved<Form = Dynamic> {
  readonly approved: true;
  readonly by?: string;
  readonly comment?: string;
  readonly form: Form;
}

/** The answer of a person who rejects, who need not fill in the form. */
export interface Rejected<Form = Dynamic> {
  readonly approved: false;
  readonly by?: string;
  readonly comment?: string;
  readonly form?: Form;
}

/** What `http.request` takes; its schema says what each setting means. */
export interface HttpQuestion {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string | number | boolean>>;
  readonly query?: Readonly<
    Record<string, string | number | boolean | null | ReadonlyArray<string | number | boolean>>
  >;
  readonly body?: unknown;
  readonly onErrorStatus?: "fail" | "accept";
  readonly expectedStatus?: string;
  readonly auth?: Dynamic;
  readonly responseSchema?: object;
  readonly accept202?: boolean;
}

/** What `http.request` gives. Names of headers are in lower case. */
export interface HttpReply<Body = Dynamic> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly location?: string;
  readonly isSameOrigin?: boolean;
}

/** What `code.run` takes; its schema says what each setting means. */
export interface CodeQuestion {
  readonly language: "javascript" | "typescript";
  readonly source: string;
  readonly inputs: object;
  readonly parameters?: readonly string[];
  readonly memoryMb?: number;
}

/** Undoes what a node did; what is to be undone is a list of these. */
export type Undo = () => Body<unknown>;

interface WorkflowRetry extends Omit<CallRetry, "retryIf"> {
  readonly retryIf?: (failure: WorkflowFailure) => unknown;
}

interface WorkflowCallOptions extends Omit<CallOptions, "retry"> {
  readonly retry?: WorkflowRetry;
}

interface WorkflowStartOptions extends Omit<StartSubOptions, "version"> {
  /** `undefined`, as `ctx.version` is for a function of the host, is the same as nothing. */
  readonly version?: string | undefined;
}

interface WorkflowSubOptions extends Omit<CallSubOptions, "retry" | "version">, WorkflowStartOptions {
  readonly retry?: WorkflowRetry;
}

interface WorkflowCaughtOptions extends Omit<CaughtOptions, "when"> {
  readonly when?: (failure: WorkflowFailure) => unknown;
}

interface WorkflowFailureSettings extends FailureSettings {
  readonly code?: string;
  readonly message?: string;
}

/** The rounds of a loop, whose context knows the same as the one around it. */
export interface WorkflowRounds<Types> extends Omit<Rounds, "next"> {
  next(): WorkflowContext<Types>;
}

type BodyOf<Types, Result> = (ctx: WorkflowContext<Types>) => Body<Result>;

/** The methods of an {@link OrchestrationContext} that have other types here. */
type Retyped =
  | "approval"
  | "call"
  | "callEntity"
  | "callHttp"
  | "callSub"
  | "caught"
  | "choose"
  | "continueAsNew"
  | "entity"
  | "failed"
  | "failure"
  | "firstOf"
  | "forEach"
  | "fork"
  | "locked"
  | "rounds"
  | "scope"
  | "setCustomStatus"
  | "shield"
  | "signalEntity"
  | "startSub"
  | "timeout"
  | "undone"
  | "waitForEvent";

/**
 * An {@link OrchestrationContext} that knows what may be called: names are checked, inputs are held against their types,
 * and results have them. It is a matter of types alone, and the context is the same. What the types promise nobody checks
 * in a run: an activity of another output gives that output.
 *
 *     orchestration("order", function* (ctx: WorkflowContext<Types>, input: Order) { … })
 *
 * The context of each body within is of the same types.
 */
export interface WorkflowContext<Types> extends Omit<OrchestrationContext, Retyped> {
  /** `Output`: where more is known of this call's result than of the activity's. */
  call<Name extends NameOf<ActivitiesOf<Types>>, Output = OutputOf<ActivitiesOf<Types>, Name>>(
    activity: Name,
    input: InputOf<ActivitiesOf<Types>, Name>,
    options?: WorkflowCallOptions,
  ): Task<NoInfer<Output>>;
  callSub<Name extends NameOf<WorkflowsOf<Types>>>(
    orchestration: Name,
    input: InputOf<WorkflowsOf<Types>, Name>,
    options?: WorkflowSubOptions,
  ): Task<OutputOf<WorkflowsOf<Types>, Name>>;
  startSub<Name extends NameOf<WorkflowsOf<Types>>>(
    orchestration: Name,
    input: InputOf<WorkflowsOf<Types>, Name>,
    options?: WorkflowStartOptions,
  ): InstanceId;
  callHttp<Answered = Dynamic>(
    request: HttpQuestion,
    options?: WorkflowCallOptions & Pick<CallHttpOptions, "everyMs">,
  ): Task<HttpReply<NoInfer<Answered>>>;
  /** An event of another name has a payload of which nothing is known. */
  waitForEvent<Name extends string, Payload = PayloadOf<EventsOf<Types>, Name>>(
    name: Name,
    options?: WaitForEventOptions<Payload>,
  ): Task<NoInfer<Payload>>;
  /** `Form`: what the person fills in. */
  approval<Form = Dynamic>(
    request: ApprovalRequest & { readonly question: string },
    options?: ApprovalOptions,
  ): Task<Approved<NoInfer<Form>> | Rejected<NoInfer<Form>>>;

  entity<Name extends NameOf<EntitiesOf<Types>>>(name: Name, key: string): EntityIdOf<Name>;
  callEntity<Name extends NameOf<EntitiesOf<Types>>, Operation extends NameOf<EntitiesOf<Types>[Name]>>(
    entity: EntityIdOf<Name>,
    operation: Operation,
    input: InputOf<EntitiesOf<Types>[Name], Operation>,
    options?: NodeOption,
  ): Task<OutputOf<EntitiesOf<Types>[Name], Operation>>;
  signalEntity<Name extends NameOf<EntitiesOf<Types>>, Operation extends NameOf<EntitiesOf<Types>[Name]>>(
    entity: EntityIdOf<Name>,
    operation: Operation,
    input: InputOf<EntitiesOf<Types>[Name], Operation>,
    options?: SignalOptions,
  ): undefined;
  locked<Result>(
    entities: readonly (EntityId | string)[],
    body: BodyOf<Types, Result>,
    options?: LockOptions,
  ): Task<Given<Result>>;

  fork<Result>(body: BodyOf<Types, Result>): Task<Given<Result>>;
  scope<Result>(body: BodyOf<Types, Result>): Task<Given<Result>>;
  shield<Result>(body: BodyOf<Types, Result>): Task<Given<Result>>;
  timeout<Result>(limitMs: number, options: NodeOption, body: BodyOf<Types, Result>): Task<Given<Result>>;
  forEach<Item, Result, const Options extends ForEachOptions>(
    items: readonly Item[],
    options: Options,
    body: (ctx: WorkflowContext<Types>, item: Item, index: number) => Body<Result>,
  ): Task<Options extends { readonly onFailure: "collect" } ? Collected<Given<Result>>[] : Given<Result>[]>;
  firstOf<Bodies extends Readonly<Record<string, BodyOf<Types, unknown>>>>(
    options: RaceOptions,
    bodies: Bodies,
  ): Task<{ readonly winner: NameOf<Bodies>; readonly value: GivenBy<Bodies[keyof Bodies]> }>;
  rounds(node: string, options?: { readonly maxRounds?: number }): WorkflowRounds<Types>;

  continueAsNew(input?: unknown, options?: NodeOption): undefined;
  setCustomStatus(value: unknown, options?: NodeOption): undefined;

  caught(node: string, thrown: unknown, options?: WorkflowCaughtOptions): WorkflowFailure;
  failed(node: string, thrown: unknown, options?: FailedOptions): WorkflowFailure;
  failure(node: string, given: WorkflowFailureSettings | WorkflowFailure): unknown;
  undone(undo: Undo[], thrown: unknown): Body<unknown>;
  choose<const Label extends string>(
    node: string,
    cases: readonly { readonly port: string; readonly value: Label; readonly when: () => unknown }[],
  ): Label | "default";
}

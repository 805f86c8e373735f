import type { Json } from "../../model/index.js";
import type { JsonPath, PathStep } from "../runtime/json-path.js";

/** A state machine of Amazon States Language, read and found to be one that Step Functions would take. */
export interface Machine {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
  readonly comment?: string;
  readonly timeoutSeconds?: number;
}

export type QueryLanguage = "JSONPath" | "JSONata";

/** What gives a value when the state runs. */
export type Query =
  | { readonly kind: "path"; readonly path: JsonPath; readonly text: string }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Query[] }
  | { readonly kind: "constant"; readonly value: string | number | boolean | null };

/** A value with queries in it: Parameters, ResultSelector, Arguments, Output, Assign. */
export type Template =
  | { readonly kind: "literal"; readonly value: Json }
  | { readonly kind: "object"; readonly members: readonly (readonly [string, Template])[] }
  | { readonly kind: "list"; readonly items: readonly Template[] }
  | { readonly kind: "query"; readonly query: Query }
  | { readonly kind: "jsonata"; readonly text: string };

export type Assignments = readonly (readonly [string, Template])[];

/** Null: an empty object instead of the data. */
export type PathSetting = Query | null;

interface Common {
  readonly name: string;
  /** Where it stands in the definition: `States.Pay`, `States.All.Branches[0].States.Pay`. */
  readonly at: string;
  readonly language: QueryLanguage;
  readonly comment?: string;
  readonly inputPath?: PathSetting;
  readonly outputPath?: PathSetting;
  readonly assign?: Assignments;
  /** JSONata only. */
  readonly output?: Template;
}
interface Goes {
  /** The next state; absent at an end. */
  readonly next?: string;
}
/** Null: the result is dropped. Absent: it becomes the state's output. */
export type ResultPath = { readonly steps: readonly PathStep[]; readonly text: string } | null;
interface HasResult {
  readonly parameters?: Template;
  readonly resultSelector?: Template;
  readonly resultPath?: ResultPath;
}
interface MayFail {
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}

export interface Retrier {
  readonly errors: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds?: number;
  readonly hasJitter: boolean;
}

export interface Catcher {
  readonly errors: readonly string[];
  readonly next: string;
  readonly resultPath?: ResultPath;
  readonly assign?: Assignments;
  readonly output?: Template;
}

export type State = Pass | Task | Choice | Wait | Succeed | Fail | Parallel | MapState;
export type StateType = State["type"];

export interface Pass extends Common, Goes, HasResult {
  readonly type: "Pass";
  readonly result?: Json;
}
export interface Task extends Common, Goes, HasResult, MayFail {
  readonly type: "Task";
  readonly resource: string;
  readonly timeout?: Template;
  readonly heartbeat?: Template;
  readonly hasCredentials: boolean;
}
export interface Choice extends Common {
  readonly type: "Choice";
  readonly rules: readonly ChoiceRule[];
  readonly default?: string;
}
export interface ChoiceRule {
  readonly condition: Condition;
  readonly next: string;
  readonly assign?: Assignments;
  readonly output?: Template;
  readonly comment?: string;
}
export type Condition =
  | { readonly kind: "and" | "or"; readonly parts: readonly Condition[] }
  | { readonly kind: "not"; readonly part: Condition }
  | { readonly kind: "compare"; readonly variable: Query; readonly operator: Operator; readonly operand: Operand }
  | { readonly kind: "jsonata"; readonly text: string };
export type Operand = { readonly literal: string | number | boolean } | { readonly query: Query };
export type Comparison = "Equals" | "LessThan" | "LessThanEquals" | "GreaterThan" | "GreaterThanEquals";
export type Operator =
  | { readonly kind: "order"; readonly of: "String" | "Numeric" | "Timestamp"; readonly comparison: Comparison }
  | { readonly kind: "booleanEquals" }
  | { readonly kind: "matches" }
  | { readonly kind: "is"; readonly what: "Null" | "Present" | "Numeric" | "String" | "Boolean" | "Timestamp" };

export interface Wait extends Common, Goes {
  readonly type: "Wait";
  readonly until:
    | { readonly kind: "seconds"; readonly value: Template }
    | { readonly kind: "timestamp"; readonly value: Template };
}
export interface Succeed extends Common {
  readonly type: "Succeed";
}
export interface Fail extends Common {
  readonly type: "Fail";
  readonly error?: Template;
  readonly cause?: Template;
}
export interface Parallel extends Common, Goes, HasResult, MayFail {
  readonly type: "Parallel";
  readonly branches: readonly Machine[];
}
export interface MapState extends Common, Goes, HasResult, MayFail {
  readonly type: "Map";
  readonly processor: Machine;
  readonly isDistributed: boolean;
  /** A path, or with JSONata a template; absent: the state's input. */
  readonly items?: Template;
  readonly selector?: Template;
  readonly maxConcurrency?: Template;
  readonly toleratedCount?: Template;
  readonly toleratedPercentage?: Template;
  readonly batcher?: {
    readonly itemsMax?: Template;
    readonly bytesMax?: Template;
    readonly input?: Template;
  };
  /** What is to be read from elsewhere, or written there, as it stands in the definition. */
  readonly reader?: { readonly resource: string; readonly template: Template };
  readonly writer?: { readonly resource: string; readonly template: Template };
}

/** True when the state ends its machine. */
export const isTerminal = (state: State): boolean =>
  state.type === "Succeed" || state.type === "Fail" || (state.type !== "Choice" && state.next === undefined);

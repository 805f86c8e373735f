import type { ActivityOrder, ActivityReport } from "../activities/executor.js";
import type { EntityProgram } from "../compiler/index.js";
import type {
  EntityId,
  EpochMs,
  ExecutionId,
  HistoryEvent,
  InstanceId,
  InstanceRecord,
  JsonText,
  RequestId,
  SearchAttributes,
  WorkflowVersion,
} from "../model/index.js";
import type { AskedAgain } from "../partition/asked-again.js";
import type { AttemptKey, ForkRequested, ReusePolicy } from "../partition/event.js";
import type { TaskKey } from "../partition/message.js";
import type { EntityChoice } from "./entity-list.js";
import type { EntityRows } from "./entity-pages.js";
import type { WireError } from "./errors.js";
import type { EntityQuery, HubHealth, InstancePage, InstanceQuery, NamedTarget } from "./hub.js";
import type { Packet } from "./log-links.js";
import type { ThreadReport } from "./metrics.js";

/** What a client asks of an engine thread, by kind, and what it is given. */
export interface Requests {
  publish: { asks: { readonly code: string }; gives: { readonly version: WorkflowVersion; readonly name: string } };
  start: {
    asks: {
      readonly target: NamedTarget;
      readonly instanceId: InstanceId;
      readonly requestId?: RequestId;
      readonly input: JsonText;
      readonly tags: Readonly<Record<string, string>>;
      readonly attributes?: SearchAttributes;
      readonly startAtMs?: EpochMs;
      readonly reuse?: ReusePolicy;
    };
    gives: { readonly instanceId: InstanceId };
  };
  /** A start that is answered when the instance has finished. */
  run: { asks: Requests["start"]["asks"]; gives: InstanceRecord };
  terminate: {
    asks: AskedAgain & {
      readonly instanceId: InstanceId;
      readonly reason: string;
      readonly recursive?: false;
      readonly cleanUp?: true;
    };
    gives: { readonly terminated: boolean };
  };
  fork: {
    asks: Omit<ForkRequested, "type" | "atMs" | "replyTo" | "executionId">;
    gives: { readonly instanceId: InstanceId };
  };
  rewind: {
    asks: AskedAgain & { readonly instanceId: InstanceId; readonly reason: string };
    gives: Readonly<Record<never, never>>;
  };
  purge: {
    asks: AskedAgain & { readonly instanceId: InstanceId; readonly recursive: boolean };
    gives: Readonly<Record<never, never>>;
  };
  suspend: {
    asks: AskedAgain & { readonly instanceId: InstanceId; readonly reason: string };
    gives: Readonly<Record<never, never>>;
  };
  resume: Requests["suspend"];
  raiseEvent: {
    asks: { readonly instanceId: InstanceId; readonly name: string; readonly payload: JsonText };
    gives: Readonly<Record<never, never>>;
  };
  signalEntity: {
    asks: {
      readonly entityId: EntityId;
      readonly operation: string;
      readonly input: JsonText;
      readonly dueAtMs?: EpochMs;
    };
    gives: Readonly<Record<never, never>>;
  };
  /** Entities of this thread, by their ids, as {@link EntityList.page} gives them. */
  listEntities: { asks: { readonly query: EntityQuery; readonly choice: EntityChoice }; gives: EntityRows };
  cleanEntity: {
    asks: { readonly entityId: EntityId; readonly section?: TaskKey };
    gives: Readonly<Record<never, never>>;
  };
  readEntity: { asks: { readonly entityId: EntityId }; gives: JsonText | undefined };
  status: { asks: { readonly instanceId: InstanceId }; gives: InstanceRecord | undefined };
  /** Answered when the instance's first turn has ended. */
  waitForStart: { asks: { readonly instanceId: InstanceId }; gives: InstanceRecord };
  /** Answered when the instance has finished. */
  wait: { asks: { readonly instanceId: InstanceId }; gives: InstanceRecord };
  history: {
    asks: { readonly instanceId: InstanceId; readonly afterSeq: number; readonly limit: number };
    gives: HistoryPage;
  };
  /** Like `history`, and answered only when there is something to say: an event, or that none will follow. */
  follow: {
    asks: Requests["history"]["asks"] & {
      /** The execution that `afterSeq` counts in, when it is known: of a later one everything is given. */
      readonly executionId?: ExecutionId;
    };
    gives: HistoryPage;
  };
  list: { asks: { readonly query: InstanceQuery }; gives: InstancePage };
  /** How many match of those that one request may look at; the cursor says where the next one goes on. */
  count: {
    asks: { readonly query: InstanceQuery };
    gives: { readonly count: number; readonly nextCursor?: string };
  };
  /** Answered when the snapshot is durable. */
  snapshot: { asks: Readonly<Record<never, never>>; gives: Readonly<Record<never, never>> };
  metrics: { asks: Readonly<Record<never, never>>; gives: ThreadReport };
}

export interface HistoryPage {
  readonly executionId: ExecutionId;
  readonly events: readonly HistoryEvent[];
  /** No event follows the last one of this page. */
  readonly ended: boolean;
}

export type RequestKind = keyof Requests;
export type Request = { [Kind in RequestKind]: { readonly kind: Kind } & Requests[Kind]["asks"] }[RequestKind];

export type ToEngine =
  | { readonly kind: "request"; readonly id: number; readonly request: Request }
  /** The answer is no longer wanted. */
  | { readonly kind: "cancel"; readonly id: number }
  | { readonly kind: "report"; readonly report: ActivityReport }
  /** From another thread. */
  | { readonly kind: "packet"; readonly from: number; readonly packet: Packet }
  /** From now on there are these authored types of entities and no others. */
  | { readonly kind: "entityTypes"; readonly programs: readonly EntityProgram[] }
  | { readonly kind: "close" };

export type FromEngine =
  | { readonly kind: "opened" }
  /** It went back to what is durable and begins anew: earlier requests and orders are void. */
  | { readonly kind: "reopened" }
  | { readonly kind: "packet"; readonly to: number; readonly packet: Packet }
  | { readonly kind: "openFailed"; readonly error: WireError }
  | { readonly kind: "answer"; readonly id: number; readonly answer: Requests[RequestKind]["gives"] }
  | { readonly kind: "refusal"; readonly id: number; readonly error: WireError }
  | { readonly kind: "runActivity"; readonly order: ActivityOrder }
  | { readonly kind: "abortActivity"; readonly key: AttemptKey; readonly reason: string }
  | { readonly kind: "health"; readonly health: HubHealth }
  | { readonly kind: "log"; readonly entry: HubLogEntry }
  | { readonly kind: "closed" };

/** A line for the operator's log. `event` is a stable word. */
export interface HubLogEntry {
  readonly level: "info" | "warn" | "error";
  readonly event:
    | "Recovered"
    | "Rewound"
    | "Stopped"
    | "ThreadRestarted"
    | "UnknownOrchestration"
    | "LongHistory"
    | "IgnoredSignal"
    | "OrchestrationLog"
    | "IgnoredStart"
    | "DirectoryUpgraded"
    | "PartitionsSpread"
    | "TextsCollected"
    | "FlushPathChosen";
  readonly message: string;
  readonly fields: Readonly<Record<string, string | number>>;
}

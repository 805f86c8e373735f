import {
  type ActionEvent,
  decodeJson,
  encodeJson,
  executionId,
  type HistoryEvent,
  type HistoryEventBody,
  instanceId,
  type MessageEvent,
  type TaskId,
} from "../src/model/index.js";
import {
  type Divergence,
  isMessage,
  LiveOrchestration,
  type Orchestration,
  orchestration,
  replay,
} from "../src/orchestration/index.js";
import { NOTHING_COMES } from "./reference-clock.js";
import type { Life } from "./reference-interpreter.js";
import type { AskedKind, World } from "./reference-world.js";

export interface CompiledRun {
  readonly lives: readonly Life[];
  readonly output: string;
  readonly waves: number;
  readonly status: "completed" | "failed";
  readonly failure?: string;
  readonly continuedWith?: string;
  /** What a rebuilt run does that the history does not say; `undefined` when it does the same. */
  readonly divergence: Divergence | undefined;
}

/** Evaluates the code of a workflow, as it stands. */
export function loadCode(code: string): Orchestration {
  const body = code
    .replace('import { orchestration } from "@dacapo/engine";', "")
    .replace("export default orchestration(", "return orchestration(");
  return new Function("orchestration", `"use strict";${body}`)(orchestration) as Orchestration;
}

/**
 * Runs compiled code on the real programming model. A turn is a wave of the reference interpreter: it hears of
 * everything that the world says in it, in the order in which it was asked.
 */
export function runCode(code: string, input: unknown, world: World): CompiledRun {
  const { run } = loadCode(code);
  const started: HistoryEvent & { type: "ExecutionStarted" } = {
    type: "ExecutionStarted",
    seq: 1,
    atMs: 0,
    instanceId: instanceId("test"),
    executionId: executionId("test"),
    name: "test",
    input: encodeJson(input),
    tags: {},
  };
  const live = new LiveOrchestration(run, started);
  const outside = new Outside(world);
  const lives: Life[] = [];
  const history: HistoryEvent[] = [started];
  const append = (body: HistoryEventBody) => {
    history.push({ ...body, seq: history.length + 1, atMs: wave });
  };
  let wave = 0;
  let turn = 1;
  let outcome = live.start({ turn, nowMs: 0 });
  for (;;) {
    append({ type: "TurnStarted", turn, deliveredThrough: history.length });
    for (const action of outcome.actions) append(action);
    for (const action of outcome.actions) lives.push(...lifeOf(action, wave));
    if (outcome.kind !== "waiting") break;
    for (const action of outcome.actions) outside.hear(action, wave);
    const next = outside.next();
    if (next === undefined) break;
    wave = next.wave;
    turn += 1;
    const heard = history.length;
    for (const message of next.messages) append(message);
    outcome = live.deliver(history.slice(heard).filter(isMessage), { turn, nowMs: wave });
  }
  if (outcome.kind === "completed") append({ type: "ExecutionCompleted", output: outcome.output });
  if (outcome.kind === "failed") append({ type: "ExecutionFailed", failure: outcome.failure });
  const again = replay(run, outcome.kind === "continuedAsNew" ? [started] : history);
  return {
    lives,
    divergence: again.kind === "diverged" ? again.divergence : undefined,
    output: outcome.kind === "completed" ? outcome.output : "",
    waves: wave,
    status: outcome.kind === "completed" || outcome.kind === "continuedAsNew" ? "completed" : "failed",
    ...(outcome.kind === "continuedAsNew" && { continuedWith: outcome.input }),
    ...(outcome.kind === "failed" && { failure: outcome.failure.message }),
    ...(outcome.kind === "waiting" && { failure: NOTHING_COMES }),
  };
}

interface Pending {
  readonly task: TaskId;
  readonly wave: number;
  readonly message: MessageEvent;
}

/** What is still to come from outside. */
class Outside {
  #pending: Pending[] = [];
  constructor(readonly world: World) {}

  hear(action: ActionEvent, wave: number): void {
    if (action.type === "TaskCancelled") this.#pending = this.#pending.filter(({ task }) => task !== action.taskId);
    this.#pending.push(...this.#answers(action, wave));
  }

  /** What comes next, all of it that comes at once. */
  next(): { readonly wave: number; readonly messages: readonly MessageEvent[] } | undefined {
    if (this.#pending.length === 0) return undefined;
    const wave = Math.min(...this.#pending.map((each) => each.wave));
    const due = this.#pending.filter((each) => each.wave === wave);
    this.#pending = this.#pending.filter((each) => each.wave !== wave);
    return { wave, messages: due.map((each) => each.message) };
  }

  #answers(action: ActionEvent, wave: number): readonly Pending[] {
    switch (action.type) {
      case "TimerCreated": {
        const { taskId, fireAtMs } = action;
        return [{ task: taskId, wave: Math.max(fireAtMs, wave + 1), message: { type: "TimerFired", taskId } }];
      }
      case "ActivityScheduled":
        return this.#asked("activity", action.name, decodeJson(action.input), action.taskId, wave);
      case "SubOrchestrationScheduled":
        return this.#asked("sub", action.name, decodeJson(action.input), action.taskId, wave);
      case "EntityCallScheduled":
        return this.#asked("entity", action.operation, decodeJson(action.input) ?? null, action.taskId, wave);
      case "LockRequested":
        return [{ task: action.taskId, wave: wave + 1, message: { type: "LockAcquired", taskId: action.taskId } }];
      case "EventWaited": {
        const { taskId, name, deadlineMs = Number.POSITIVE_INFINITY } = action;
        const answer = this.world("event", name, undefined);
        if (answer !== undefined && wave + answer.after <= deadlineMs) {
          const payload = encodeJson(answer.value);
          const raised = { type: "EventRaised", name, payload } as const;
          return [{ task: taskId, wave: wave + answer.after, message: raised }];
        }
        if (deadlineMs === Number.POSITIVE_INFINITY) return [];
        const message = { type: "EventWaitTimedOut", taskId } as const;
        return [{ task: taskId, wave: Math.max(deadlineMs, wave + 1), message }];
      }
      default:
        return [];
    }
  }

  #asked(kind: AskedKind, name: string, input: unknown, taskId: TaskId, wave: number): readonly Pending[] {
    const answer = this.world(kind, name, input);
    if (answer === undefined) return [];
    return [{ task: taskId, wave: wave + answer.after, message: answered(kind, taskId, answer) }];
  }
}

function answered(kind: AskedKind, taskId: TaskId, { value, failure }: NonNullable<ReturnType<World>>): MessageEvent {
  const result = encodeJson(value);
  switch (kind) {
    case "sub":
      return failure === undefined
        ? { type: "SubOrchestrationCompleted", taskId, result }
        : { type: "SubOrchestrationFailed", taskId, failure };
    case "entity":
      return failure === undefined
        ? { type: "EntityCallCompleted", taskId, result }
        : { type: "EntityCallFailed", taskId, failure };
    default:
      return failure === undefined
        ? { type: "ActivityCompleted", taskId, attempt: 1, result }
        : { type: "ActivityFailed", taskId, attempt: 1, failure };
  }
}

function lifeOf(action: ActionEvent, wave: number): readonly Life[] {
  const life = (type: Life["type"], said: string): readonly Life[] => {
    if (!("origin" in action)) return [];
    return [{ node: action.origin.node, path: action.origin.path, wave, type, said }];
  };
  switch (action.type) {
    case "ActivityScheduled":
      return life("activity", action.input);
    case "TimerCreated":
      return life("delay", "");
    case "NodeRecorded":
      return life("set", action.value);
    case "BranchDecided":
      return life("if", encodeJson(action.port));
    case "LoopStarted":
      return life("forEach", action.items);
    case "EventWaited":
      return life("waitForEvent", encodeJson(action.name));
    case "EntityCallScheduled":
      return life("callEntity", encodeJson(decodeJson(action.input) ?? null));
    case "EntitySignaled":
      return life("signalEntity", encodeJson(decodeJson(action.input) ?? null));
    case "LockRequested":
      return life("lock", "");
    case "CustomStatusSet":
      return life("setStatus", action.value);
    case "SubOrchestrationScheduled":
    case "OrchestrationStarted":
      return life("subWorkflow", action.input);
    case "LoopCompleted":
    case "TaskCancelled":
    case "EventReceived":
    case "EventSent":
    case "LockReleased":
    case "SearchAttributesSet":
      return [];
  }
}

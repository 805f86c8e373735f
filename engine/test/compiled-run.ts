import {
  type ActionEvent,
  decodeJson,
  encodeJson,
  executionId,
  type HistoryEvent,
  instanceId,
  type TaskId,
} from "../src/model/index.js";
import { type HeardMessage, LiveOrchestration, type Orchestration, orchestration } from "../src/orchestration/index.js";
import type { Life, Simulated } from "./reference-interpreter.js";

export interface CompiledRun {
  readonly lives: readonly Life[];
  readonly output: string;
  readonly waves: number;
  readonly status: "completed" | "failed";
  readonly failure?: string;
}

/** Evaluates the code of a workflow, as it stands. */
export function loadCode(code: string): Orchestration {
  const body = code
    .replace('import { orchestration } from "@dacapo/engine";', "")
    .replace("export default orchestration(", "return orchestration(");
  return new Function("orchestration", `"use strict";${body}`)(orchestration) as Orchestration;
}

/**
 * Runs compiled code on the real programming model. All that a turn asked for is answered in the
 * next one, so that turns are the waves of the reference interpreter.
 */
export function runCode(code: string, input: unknown, simulated: Simulated): CompiledRun {
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
  const lives: Life[] = [];
  let wave = 0;
  let outcome = live.start({ turn: 1, nowMs: 0 });
  let outstanding = outcome.actions.flatMap((action) => messageFor(action, simulated));
  for (const action of outcome.actions) lives.push(...lifeOf(action, wave));
  while (outcome.kind === "waiting") {
    wave += 1;
    const messages = outstanding;
    outcome = live.deliver(messages, { turn: wave + 1, nowMs: wave });
    outstanding = outcome.actions.flatMap((action) => messageFor(action, simulated));
    for (const action of outcome.actions) lives.push(...lifeOf(action, wave));
  }
  return {
    lives,
    output: outcome.kind === "completed" ? outcome.output : "",
    waves: wave,
    status: outcome.kind === "completed" ? "completed" : "failed",
    ...(outcome.kind === "failed" && { failure: outcome.failure.message }),
  };
}

function messageFor(action: ActionEvent, simulated: Simulated): readonly HeardMessage[] {
  if (action.type === "TimerCreated") return [{ type: "TimerFired", taskId: action.taskId }];
  if (action.type !== "ActivityScheduled") return [];
  return [activityMessage(action.taskId, () => simulated(action.name, decodeJson(action.input)))];
}

function activityMessage(taskId: TaskId, run: () => unknown): HeardMessage {
  try {
    return { type: "ActivityCompleted", taskId, attempt: 1, result: encodeJson(run()) };
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return { type: "ActivityFailed", taskId, attempt: 1, failure: { code: "Simulated", message } };
  }
}

function lifeOf(action: ActionEvent, wave: number): readonly Life[] {
  const life = (type: Life["type"], said: string): readonly Life[] => {
    if (!("origin" in action)) return [];
    return [{ node: action.origin.node, path: action.origin.path, wave, type, said }];
  };
  switch (action.type) {
    case "ActivityScheduled":
      return life(action.name === "http.request" ? "http" : "activity", action.input);
    case "TimerCreated":
      return life("delay", "");
    case "NodeRecorded":
      return life("set", action.value);
    case "BranchDecided":
      return life("if", encodeJson(action.port));
    case "LoopStarted":
      return life("forEach", action.items);
    case "LoopCompleted":
    case "TaskCancelled":
    // A graph has no nodes that ask for these.
    case "EventWaited":
    case "EventReceived":
    case "EventSent":
    case "EntityCallScheduled":
    case "EntitySignaled":
    case "LockRequested":
    case "LockReleased":
    case "CustomStatusSet":
    case "SearchAttributesSet":
    case "SubOrchestrationScheduled":
    case "OrchestrationStarted":
      return [];
  }
}

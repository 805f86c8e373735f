import { type EpochMs, unreachable } from "../model/index.js";
import type { Consequence } from "./consequence.js";
import { releaseLock } from "./entity.js";
import { runningInstance, tell } from "./execution.js";
import { type EntityAnswered, type LockGranted, type Message, post } from "./message.js";
import { isUnfinished, type PartitionState } from "./state.js";
import { orchestrationStarted, subEnded, subStarted, subTerminated } from "./sub-orchestration.js";
import { takeRequest } from "./take-request.js";

/** What a message does where it arrives. It happens at the time of the event that it follows from. */
export function deliver(state: PartitionState, message: Message, atMs: EpochMs): readonly Consequence[] {
  switch (message.type) {
    case "EventRaised": {
      const instance = state.instances.get(message.to);
      if (instance === undefined || !isUnfinished(instance)) return [];
      const { name, payload } = message;
      return tell(state, instance, atMs, { type: "EventRaised", name, payload });
    }
    case "EntityCalled":
    case "EntitySignaled":
    case "LockRequested":
      return takeRequest(state, message, atMs);
    case "LockReleased":
      return releaseLock(state, message);
    case "EntityAnswered":
      return entityAnswered(state, message, atMs);
    case "LockGranted":
      return lockGranted(state, message, atMs);
    case "SubStarted":
      return subStarted(state, message, atMs);
    case "OrchestrationStarted":
      return orchestrationStarted(state, message, atMs);
    case "SubEnded":
      return subEnded(state, message, atMs);
    case "SubTerminated":
      return subTerminated(state, message, atMs);
    default:
      return unreachable(message, "message");
  }
}

function entityAnswered(state: PartitionState, answer: EntityAnswered, atMs: EpochMs): readonly Consequence[] {
  const { caller, outcome } = answer;
  const instance = runningInstance(state, caller);
  if (instance?.tasks.get(caller.taskId)?.kind !== "entityCall") return [];
  instance.tasks.delete(caller.taskId);
  const { taskId } = caller;
  return tell(
    state,
    instance,
    atMs,
    outcome.kind === "completed"
      ? { type: "EntityCallCompleted", taskId, result: outcome.result }
      : { type: "EntityCallFailed", taskId, failure: outcome.failure },
  );
}

/** Whoever asked may have ended meanwhile; then nobody would ever give back what it was granted. */
function lockGranted(state: PartitionState, granted: LockGranted, atMs: EpochMs): readonly Consequence[] {
  const { section, lockSet } = granted;
  const instance = runningInstance(state, section);
  if (instance?.tasks.get(section.taskId)?.kind !== "lock") {
    return lockSet.map((to) => post({ type: "LockReleased", to, section }));
  }
  instance.tasks.delete(section.taskId);
  return tell(state, instance, atMs, { type: "LockAcquired", taskId: section.taskId });
}

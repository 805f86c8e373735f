import type { InstanceId, InstanceStatus } from "../model/index.js";
import type { Answer } from "./effect.js";

export function instanceNotFound(instanceId: InstanceId): Answer {
  const message = `There is no instance with the id "${instanceId}".`;
  return { kind: "refused", code: "InstanceNotFound", message };
}

export function instanceFinished(instanceId: InstanceId, status: InstanceStatus): Answer {
  const message = `The instance "${instanceId}" has finished (${status}): it hears of nothing more.`;
  return { kind: "refused", code: "InstanceFinished", message };
}

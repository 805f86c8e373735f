import type { InstanceId, InstanceStatus } from "../model/index.js";
import type { Answer } from "./effect.js";

export function instanceNotFound(instanceId: InstanceId): Answer {
  const message = `There is no instance with the id "${instanceId}".`;
  return { kind: "refused", code: "InstanceNotFound", message };
}

export function instanceExists(instanceId: InstanceId): Answer {
  const message = `An instance with the id "${instanceId}" exists already. Choose another id, or repeat the request with the request id it was started with.`;
  return { kind: "refused", code: "InstanceExists", message };
}

export function instanceFinished(instanceId: InstanceId, status: InstanceStatus): Answer {
  const message = `The instance "${instanceId}" has finished (${status}): it hears of nothing more.`;
  return { kind: "refused", code: "InstanceFinished", message };
}

export function instanceNotFinished(instanceId: InstanceId, status: InstanceStatus): Answer {
  const message = `The instance "${instanceId}" has not finished (${status}). Wait for its end, or terminate it first.`;
  return { kind: "refused", code: "InstanceNotFinished", message };
}

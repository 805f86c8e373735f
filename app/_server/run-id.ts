import { type InstanceId, instanceId, instanceIdProblem } from "@dacapo/engine/model";
import { runNotFound } from "./errors";

/** A run's id from what a client sent. What cannot be an id names no run. */
export function runIdFrom(text: string): InstanceId {
  if (instanceIdProblem(text) !== undefined) throw runNotFound(text);
  return instanceId(text);
}

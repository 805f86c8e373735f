import { type InstanceRecord, LIMITS } from "../model/index.js";
import type { LogLine } from "../orchestration/index.js";
import type { ReportIgnoredSignal, ReportIgnoredStart } from "../partition/effect.js";
import type { HubLogEntry } from "./protocol.js";

/** An instance cannot go on until the hub is opened with what it runs. */
export function unknownOrchestration({ instanceId, name }: InstanceRecord): HubLogEntry {
  return {
    level: "warn",
    event: "UnknownOrchestration",
    message: `Instance ${instanceId} runs the orchestration "${name}", which is not registered. It waits until the hub is opened with it.`,
    fields: { instanceId, name },
  };
}

/** A signal failed, and has nobody else to be told. */
export function ignoredSignal({ entityId, operation, failure }: ReportIgnoredSignal): HubLogEntry {
  return {
    level: "warn",
    event: "IgnoredSignal",
    message: `The signal "${operation}" to entity ${entityId} failed, and nobody waits for its result: ${failure.message}`,
    fields: { entityId, operation, code: failure.code },
  };
}

/** What an orchestration said by `ctx.log`. `data` is JSON. */
export function orchestrationLog({ instanceId, name }: InstanceRecord, { level, message, data }: LogLine): HubLogEntry {
  const fields = { instanceId, orchestration: name, ...(data !== undefined && { data }) };
  return { level, event: "OrchestrationLog", message, fields };
}

/** An instance that was to live for itself was not started, and its starter has not waited to hear of it. */
export function ignoredStart({ instanceId, name, startedBy }: ReportIgnoredStart): HubLogEntry {
  return {
    level: "warn",
    event: "IgnoredStart",
    message: `${startedBy} was to start the orchestration ${name} as "${instanceId}", but an instance with that id exists already; none was started. Give ids that are new, or none.`,
    fields: { instanceId, name, startedBy },
  };
}

/** A history has come to the length from which on it is warned about. */
export function longHistory({ instanceId, eventCount }: InstanceRecord): HubLogEntry {
  return {
    level: "warn",
    event: "LongHistory",
    message: `The history of ${instanceId} has ${eventCount} events; at ${LIMITS.historyEventsMax} the run fails.`,
    fields: { instanceId },
  };
}

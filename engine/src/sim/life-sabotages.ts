import type { Request, ToEngine } from "../host/protocol.js";
import { encodeJson, type HistoryEvent } from "../model/index.js";
import type { Sabotage } from "./sabotage.js";

/** Faults in what becomes of whole runs: the engine is asked for something else than the client wanted. */
export const LIFE_SABOTAGES = {
  purgeIgnored: {
    what: "a purge is acknowledged, and the run is terminated instead, which it is already",
    toEngine: (message) =>
      withRequest(message, (request) =>
        request.kind === "purge"
          ? { kind: "terminate", instanceId: request.instanceId, reason: "It was to be purged." }
          : request,
      ),
  },
  familyForgotten: {
    what: "a purge leaves alone what the run had started",
    toEngine: (message) =>
      withRequest(message, (request) => (request.kind === "purge" ? { ...request, recursive: false } : request)),
  },
  scheduleForgotten: {
    what: "a start for later is a start for now",
    toEngine: (message) =>
      withRequest(message, (request) => {
        if (request.kind !== "start") return request;
        const { startAtMs: _forgotten, ...rest } = request;
        return rest;
      }),
  },
  restartGarbled: {
    what: "a restart is given another input",
    toEngine: (message) =>
      withRequest(message, (request) =>
        request.kind === "start" && request.requestId?.startsWith("request-restart") === true
          ? { ...request, input: encodeJson({ op: "sleep", ms: 0 }) }
          : request,
      ),
  },
  forkGarbled: {
    what: "a fork is made of a history in which a result is another one",
    toEngine: (message) =>
      withRequest(message, (request) =>
        request.kind === "fork" ? { ...request, history: request.history.map(garbled) } : request,
      ),
  },
  forkAtItsEnd: {
    what: "a fork parts from its source one event later than it should",
    toEngine: (message) =>
      withRequest(message, (request) =>
        request.kind === "fork" && request.history.length > request.atSeq
          ? { ...request, atSeq: request.atSeq + 1 }
          : request,
      ),
  },
  editIgnored: {
    what: "a fork has the results that its source had",
    toEngine: (message) =>
      withRequest(message, (request) => (request.kind === "fork" ? { ...request, edits: {} } : request)),
  },
} as const satisfies Record<string, Sabotage>;

function withRequest(message: ToEngine, change: (request: Request) => Request): ToEngine {
  return message.kind === "request" ? { ...message, request: change(message.request) } : message;
}

function garbled(event: HistoryEvent): HistoryEvent {
  return event.type === "ActivityCompleted" ? { ...event, attempt: event.attempt + 1 } : event;
}

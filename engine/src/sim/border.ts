import type { EntityRows } from "../host/entity-pages.js";
import type { FromEngine, Request, ToEngine } from "../host/protocol.js";
import type { Channel } from "../transport/transport.js";
import type { DurableFacts } from "./durable-facts.js";
import type { Sabotage, Workshop } from "./sabotage.js";

/**
 * Stands where messages leave the engine: what a message promises, or sets going, must be on stable
 * storage at that moment, by the disk's own account.
 */
export class Border {
  private readonly asked = new Map<number, Request>();

  constructor(
    private readonly facts: DurableFacts,
    /** Activities that may be ordered before anything is durable. */
    private readonly idempotent: readonly string[],
  ) {}

  entering(message: ToEngine): void {
    if (message.kind === "request") this.asked.set(message.id, message.request);
  }

  /** A message as a line. How long the real machine took for something is in figures alone, which are left out. */
  told(message: FromEngine): string {
    const isFigures = message.kind === "answer" && this.asked.get(message.id)?.kind === "metrics";
    return isFigures ? `figures ${message.id}` : JSON.stringify(message);
  }

  /** What the answer is an answer to. */
  requestOf(id: number): Request | undefined {
    return this.asked.get(id);
  }

  /** Says what is wrong with a message that is about to leave. */
  leaving(message: FromEngine): string | undefined {
    if (message.kind === "runActivity") {
      const { name, input, executionId, taskId, attempt } = message.order;
      if (this.idempotent.includes(name)) return undefined;
      if (!this.facts.hasScheduled(executionId, taskId, name, input))
        return `activity ${taskId} of ${executionId} was ordered before its cause was durable`;
      if (attempt === 1 || this.facts.hasRetry(executionId, taskId, attempt)) return undefined;
      return `attempt ${attempt} of activity ${taskId} of ${executionId} was ordered before its cause was durable`;
    }
    if (message.kind !== "answer") return undefined;
    const request = this.asked.get(message.id);
    if (request === undefined) return `nobody asked for answer ${message.id}`;
    const isDurable = this.isDurable(request, message.answer);
    return isDurable ? undefined : `a ${request.kind} was acknowledged before it was durable`;
  }

  private isDurable(request: Request, answer: unknown): boolean {
    switch (request.kind) {
      case "start":
      case "run":
      case "fork":
        return this.facts.hasStart(request.instanceId);
      case "publish":
        return this.facts.hasPublication((answer as { readonly version: string }).version);
      case "terminate":
        return (
          !(answer as { readonly terminated: boolean }).terminated || this.facts.hasTermination(request.instanceId)
        );
      case "purge":
        return this.facts.hasPurge(request.instanceId);
      case "rewind":
        return this.facts.hasRewind(request.instanceId);
      case "suspend":
        return this.facts.hasSuspension(request.instanceId);
      case "resume":
        return this.facts.hasResumption(request.instanceId);
      case "raiseEvent":
        return this.facts.hasRaised(request.instanceId, request.name, request.payload);
      case "signalEntity":
        return this.facts.hasSignal(request.entityId, request.operation, request.input);
      case "cleanEntity":
        return this.facts.hasCleaning(request.entityId);
      case "listEntities":
        return (answer as EntityRows).rows.every(
          ({ entityId, state }) => state === undefined || this.facts.hadState(entityId, state),
        );
      case "readEntity":
        return answer === undefined || this.facts.hadState(request.entityId, answer as string);
      case "status":
        return answer === undefined || this.facts.hasStart(request.instanceId);
      case "wait":
      case "waitForStart":
      case "history":
      case "follow":
        return this.facts.hasStart(request.instanceId);
      case "list":
      case "count":
      case "snapshot":
      case "metrics":
        return true;
    }
  }
}

/** The outside's end of the way to the engine, with a saboteur on it if there is one. */
export function outsideEnd(
  channel: Channel<ToEngine, FromEngine>,
  sabotage: Sabotage | undefined,
  workshop: Workshop,
): Channel<ToEngine, FromEngine> {
  const change = sabotage?.toEngine;
  if (change === undefined) return channel;
  const send = (message: ToEngine): void => {
    const changed = change(message, workshop);
    if (changed !== undefined) channel.send(changed);
  };
  return { send, listen: (listener) => channel.listen(listener), close: () => channel.close() };
}

export interface EngineEndParts {
  readonly border: Border;
  readonly sabotage: Sabotage | undefined;
  readonly workshop: Workshop;
  readonly violated: (what: string) => void;
  readonly trace: (line: () => string) => void;
}

/** The engine's end: what leaves passes the border while its process lives, and not after. */
export function engineEnd(
  channel: Channel<FromEngine, ToEngine>,
  { border, sabotage, workshop, violated, trace }: EngineEndParts,
): Channel<FromEngine, ToEngine> {
  return {
    send: (message) => {
      if (!workshop.life.alive) return;
      const sent = sabotage?.fromEngine === undefined ? message : sabotage.fromEngine(message, workshop);
      if (sent === undefined) return;
      const wrong = border.leaving(sent);
      if (wrong !== undefined) violated(wrong);
      trace(() => `◀ ${border.told(sent)}`);
      channel.send(sent);
    },
    listen: (listener) =>
      channel.listen({
        batch: (messages) => {
          for (const message of messages) {
            border.entering(message);
            trace(() => `▶ ${JSON.stringify(message)}`);
          }
          listener.batch(messages);
        },
        ended: (error) => listener.ended(error),
      }),
    close: () => channel.close(),
  };
}

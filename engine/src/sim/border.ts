import type { FromEngine, Request, ToEngine } from "../host/protocol.js";
import type { DurableFacts } from "./durable-facts.js";

/**
 * Stands where messages leave the engine: what a message promises, or sets going, must be on stable
 * storage at that moment, by the disk's own account.
 */
export class Border {
  private readonly asked = new Map<number, Request>();

  constructor(private readonly facts: DurableFacts) {}

  entering(message: ToEngine): void {
    if (message.kind === "request") this.asked.set(message.id, message.request);
  }

  /** What the answer is an answer to. */
  requestOf(id: number): Request | undefined {
    return this.asked.get(id);
  }

  /** Says what is wrong with a message that is about to leave. */
  leaving(message: FromEngine): string | undefined {
    if (message.kind === "runActivity") {
      const { name, input, executionId, taskId, attempt } = message.order;
      const schedule = this.facts.scheduleOf(executionId, taskId);
      const isCaused = schedule?.name === name && schedule.input === input;
      if (!isCaused) return `activity ${taskId} of ${executionId} was ordered before its cause was durable`;
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
        return this.facts.hasStart(request.instanceId);
      case "publish":
        return this.facts.hasPublication((answer as { readonly version: string }).version);
      case "terminate":
        return (
          !(answer as { readonly terminated: boolean }).terminated || this.facts.hasTermination(request.instanceId)
        );
      case "status":
        return answer === undefined || this.facts.hasStart(request.instanceId);
      case "wait":
      case "history":
      case "follow":
        return this.facts.hasStart(request.instanceId);
      case "list":
        return true;
    }
  }
}

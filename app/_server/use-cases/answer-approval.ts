import { approvalEvent, decodeJson, type HistoryEvent, isFinished, LIMITS } from "@dacapo/engine/model";
import { createReplay } from "@dacapo/engine/timeline";
import type { Graph, Json } from "../api-types";
import { DomainError, runNotFound } from "../errors";
import { runIdFrom } from "../run-id";
import type { Services } from "../services";
import { inputProblems } from "./input-problems";

export interface AnswerApproval {
  readonly runId: string;
  /** The approval's name, and the iterations that it lies in. */
  readonly node: string;
  readonly path?: readonly number[] | undefined;
  readonly approved: boolean;
  readonly by?: string | undefined;
  readonly comment?: string | undefined;
  /** What the form asked for. */
  readonly form?: Json | undefined;
}

/**
 * Answers an approval that waits. The first answer counts: `accepted` is false when there was one already, so
 * that a request sent twice, or by two people, does no harm. A form that is not filled in as asked is refused
 * here, where it can be mended; the run would fail of it.
 */
export async function answerApproval(
  services: Services,
  { runId, node, path = [], approved, by, comment, form }: AnswerApproval,
): Promise<{ readonly accepted: boolean }> {
  const id = runIdFrom(runId);
  const record = await services.client.status(id);
  if (record === undefined) throw runNotFound(runId);
  const name = approvalEvent({ node, path });
  if (isFinished(record.status)) throw notWaiting(name, "the run has ended");
  const events = await wholeHistory(services, runId);
  const waiting = [...createReplay(events).latest.nodes.values()].findLast(
    (run) => run.event === name && run.status === "waiting-event",
  );
  if (waiting === undefined) {
    if (wasRaised(events, name, 0)) return { accepted: false };
    throw notWaiting(name, `nothing called ${node} waits for a person`);
  }
  if (wasRaised(events, name, waiting.scheduledSeq)) return { accepted: false };

  const asked = formOf(waiting.asks);
  // A form of which nothing has to be filled in is an empty one when none came.
  const filled = form ?? (approved && asked !== undefined ? {} : undefined);
  const problems = approved ? inputProblems(asked, filled ?? {}) : [];
  if (problems.length > 0) {
    throw new DomainError("input-invalid", "The form is not filled in as asked; nothing was answered.", problems);
  }
  await services.client.raiseEvent(id, name, {
    approved,
    ...(by !== undefined && { by }),
    ...(comment !== undefined && { comment }),
    ...(filled !== undefined && { form: filled }),
  });
  return { accepted: true };
}

function formOf(asks: Parameters<typeof decodeJson>[0] | undefined): Graph["inputSchema"] {
  const asked = asks === undefined ? undefined : decodeJson(asks);
  if (asked === null || typeof asked !== "object" || Array.isArray(asked)) return undefined;
  const { form } = asked as Readonly<Record<string, Json>>;
  if (form === undefined || form === null || typeof form !== "object" || Array.isArray(form)) return undefined;
  return { ...(form as Readonly<Record<string, Json>>) };
}

function wasRaised(events: readonly HistoryEvent[], name: string, afterSeq: number): boolean {
  const wanted = name.toLowerCase();
  return events.some(
    (event) => event.type === "EventRaised" && event.seq > afterSeq && event.name.toLowerCase() === wanted,
  );
}

async function wholeHistory({ client }: Services, runId: string): Promise<readonly HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  for (;;) {
    const page = await client.history(runIdFrom(runId), { afterSeq: events.length, limit: LIMITS.pageItemsMax });
    events.push(...page);
    if (page.length < LIMITS.pageItemsMax) return events;
  }
}

function notWaiting(name: string, why: string): DomainError {
  return new DomainError("stale", `The answer for "${name}" was not taken: ${why}. Look at the run again.`);
}

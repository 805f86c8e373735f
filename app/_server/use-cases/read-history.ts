import type { HistoryEvent } from "../api-types";
import { runNotFound } from "../errors";
import { runIdFrom } from "../run-id";
import type { Services } from "../services";

export interface ReadHistory {
  readonly runId: string;
  readonly afterSeq?: number | undefined;
  readonly limit?: number | undefined;
}

export async function readHistory(
  { client }: Services,
  { runId, afterSeq, limit }: ReadHistory,
): Promise<{ readonly events: HistoryEvent[] }> {
  const id = runIdFrom(runId);
  if ((await client.status(id)) === undefined) throw runNotFound(runId);
  const events = await client.history(id, {
    ...(afterSeq !== undefined && { afterSeq }),
    ...(limit !== undefined && { limit }),
  });
  return { events: [...events] };
}

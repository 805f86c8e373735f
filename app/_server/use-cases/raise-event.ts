import type { Json } from "../api-types";
import { runIdFrom } from "../run-id";
import type { Services } from "../services";

export interface RaiseEvent {
  readonly runId: string;
  /** The same name in upper and lower case. */
  readonly event: string;
  readonly payload: Json;
}

/** Raises an event for a run. One that nobody waits for yet is kept until somebody does. */
export async function raiseEvent(
  { client }: Services,
  { runId, event, payload }: RaiseEvent,
): Promise<Record<string, never>> {
  await client.raiseEvent(runIdFrom(runId), event, payload);
  return {};
}

import { runIdFrom } from "../run-id";
import type { Services } from "../services";

export interface CancelRun {
  readonly runId: string;
  readonly reason?: string | undefined;
  /** True: it ends where it stands. Otherwise its code is told, and may clean up first. */
  readonly atOnce?: boolean | undefined;
}

/** Resolves when the request is durable; a run that cleans up goes on for that. */
export async function cancelRun(
  { client }: Services,
  { runId, reason = "A person cancelled the run.", atOnce = false }: CancelRun,
): Promise<{ readonly cancelled: boolean }> {
  const { terminated } = await client.terminate(runIdFrom(runId), reason, { cleanUp: !atOnce });
  return { cancelled: terminated };
}

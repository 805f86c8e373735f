import { runIdFrom } from "../run-id";
import type { Services } from "../services";

export interface CancelRun {
  readonly runId: string;
  readonly reason?: string | undefined;
}

export async function cancelRun(
  { client }: Services,
  { runId, reason = "A person cancelled the run." }: CancelRun,
): Promise<{ readonly cancelled: boolean }> {
  const { terminated } = await client.terminate(runIdFrom(runId), reason);
  return { cancelled: terminated };
}

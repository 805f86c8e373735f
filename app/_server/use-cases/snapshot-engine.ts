import type { Services } from "../services";

/** Has the engine write a snapshot now, so that little has to be replayed at the next start. */
export async function snapshotEngine({ snapshot }: Pick<Services, "snapshot">): Promise<{ readonly tookMs: number }> {
  const beganMs = performance.now();
  await snapshot();
  return { tookMs: performance.now() - beganMs };
}

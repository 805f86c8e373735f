import { setTimeout as sleep } from "node:timers/promises";
import type { EngineReading } from "../api-types";
import type { Services } from "../services";
import { readEngine } from "./read-engine";

/** Four a second: fast enough to see a flush go wrong, slow enough to read the figures. */
export const READING_EVERY_MS = 250;

/**
 * A reading of the engine, again and again, until nobody listens any more or the server stops. Each
 * is made when it is asked for, so a listener who is slow gets fewer, never old ones.
 */
export async function* watchEngine(
  services: Pick<Services, "health" | "metrics" | "stopping">,
  { signal }: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<EngineReading, void, undefined> {
  const until = signal === undefined ? services.stopping : AbortSignal.any([signal, services.stopping]);
  while (!until.aborted) {
    yield await readEngine(services);
    // It rejects when it is aborted and never else, and that is what the loop's condition looks at.
    await sleep(READING_EVERY_MS, undefined, { signal: until }).catch(() => undefined);
  }
}

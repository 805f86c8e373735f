import path from "node:path";
import type { Activity, Hub, HubLogEntry, RecoveryProgress } from "@dacapo/engine";
import type { EntityProgram } from "@dacapo/engine/compiler";
import { log } from "./log";

const ENGINE = Symbol.for("dacapo.engine");
/** How far the engine is while it opens. `scripts/serve.mjs` shows it to whoever asks for a page before there are any. */
const OPENING = Symbol.for("dacapo.engine.opening");
const holder = globalThis as typeof globalThis & { [ENGINE]?: Promise<Hub>; [OPENING]?: RecoveryProgress };

/**
 * Opens the engine, once in this process however often Next loads this module: a second hub on the
 * same directory would be refused.
 */
export function openEngine(
  dataDir: string,
  activities: readonly Activity[],
  entityTypes: () => Promise<readonly EntityProgram[]>,
): Promise<Hub> {
  holder[ENGINE] ??= open(dataDir, activities, entityTypes);
  return holder[ENGINE];
}

/**
 * The engine as Node loads it, not the bundler, which does not honour serverExternalPackages for a package of this
 * workspace: the engine starts threads from its own files, and those must be the files it was built as.
 */
export function loadEngine(): Promise<typeof import("@dacapo/engine")> {
  return import(/* turbopackIgnore: true */ "@dacapo/engine");
}

async function open(
  dataDir: string,
  activities: readonly Activity[],
  entityTypes: () => Promise<readonly EntityProgram[]>,
): Promise<Hub> {
  const { openHub, standardEntitiesModule } = await loadEngine();
  return openHub({
    dir: path.join(dataDir, "engine"),
    activities,
    modules: [standardEntitiesModule],
    entityTypes,
    log: logEntry,
    opening: (progress) => {
      holder[OPENING] = progress;
    },
  });
}

function logEntry({ level, event, message, fields }: HubLogEntry): void {
  log()[level]({ event, ...fields }, message);
}

/** Stops the engine if it is open: what was acknowledged is durable, what runs goes on at the next start. */
export async function closeEngine(graceMs: number): Promise<void> {
  const opening = holder[ENGINE];
  if (opening === undefined) return;
  const hub = await opening;
  await hub.close({ graceMs });
  delete holder[ENGINE];
}

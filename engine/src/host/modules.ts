import type { Activity } from "../activities/define.js";
import { InvalidInput } from "../model/index.js";
import type { AnyOrchestration, EntityKind } from "../orchestration/index.js";

/** What a hub runs besides published code. */
export interface ModuleDefinitions {
  readonly orchestrations: readonly AnyOrchestration[];
  readonly entities: readonly EntityKind[];
  readonly activities: readonly Activity[];
}

/**
 * Loads ES modules and takes from each every export that is a definition, whatever it is called. A
 * function cannot cross threads, but a module's name can: each thread loads the modules for itself.
 * Throws {@link InvalidInput} for a module that does not load, holds no definition, or defines a name twice.
 */
export async function loadModules(urls: readonly string[]): Promise<ModuleDefinitions> {
  const orchestrations = new Map<string, AnyOrchestration>();
  const entities = new Map<string, EntityKind>();
  const activities = new Map<string, Activity>();
  for (const url of urls) {
    let found = 0;
    for (const value of Object.values(await load(url))) {
      if (isOrchestration(value)) keep(orchestrations, value.name, value, "orchestration", url);
      else if (isEntity(value)) keep(entities, value.name, value, "entity", url);
      else if (isActivity(value)) keep(activities, value.info.name, value, "activity", url);
      else continue;
      found += 1;
    }
    if (found === 0) {
      throw new InvalidInput(
        `The module ${url} exports no definition. Export what orchestration(…), defineEntity(…) and defineActivity(…) give.`,
      );
    }
  }
  return {
    orchestrations: [...orchestrations.values()],
    entities: [...entities.values()],
    activities: [...activities.values()],
  };
}

async function load(url: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(/* @vite-ignore */ url)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInput(`The module ${url} does not load: ${why}`);
  }
}

function keep<Definition>(
  kept: Map<string, Definition>,
  name: string,
  definition: Definition,
  what: string,
  url: string,
): void {
  const before = kept.get(name);
  if (before !== undefined && before !== definition) {
    throw new InvalidInput(`The module ${url} defines the ${what} "${name}", which another module defines already.`);
  }
  kept.set(name, definition);
}

function isOrchestration(value: unknown): value is AnyOrchestration {
  return isObject(value) && value.kind === "orchestration";
}

function isEntity(value: unknown): value is EntityKind {
  return isObject(value) && value.kind === "entity";
}

function isActivity(value: unknown): value is Activity {
  return isObject(value) && value.kind === "activity";
}

const isObject = (value: unknown): value is { readonly kind?: unknown } => typeof value === "object" && value !== null;

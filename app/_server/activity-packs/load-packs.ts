import type { Activity, activity } from "@dacapo/engine";
import * as z from "zod";
import { type PackPlace, type PackProblem, packPlaces } from "./pack-places";
import { tryPacks } from "./try-packs";

/** What packs gave: their activities, and what was wrong with some of them. */
export interface LoadedPacks {
  readonly activities: readonly Activity[];
  readonly problems: readonly PackProblem[];
}

export interface PackSurroundings {
  readonly dataDir: string;
  readonly projectDir: string;
  /** Names that are taken already. */
  readonly taken: ReadonlySet<string>;
  /** The engine's `activity`. */
  readonly define: typeof activity;
  /** How long one may take to load, in milliseconds. */
  readonly loadMsMax?: number;
}

/** A module that waits for something while it loads must not keep the server from starting. */
const LOAD_MS_MAX = 10_000;
const ACTIVITIES_MAX = 1_000;

/**
 * Loads every pack, one after the other, so that of two that want the same name it is always the same one that gets it. Never
 * throws for what a pack does: that is a problem, told by the pack's name.
 */
export async function loadPacks(surroundings: PackSurroundings): Promise<LoadedPacks> {
  const { dataDir, projectDir, loadMsMax = LOAD_MS_MAX } = surroundings;
  const { places, problems } = await packPlaces(dataDir, projectDir);
  const dangers = await tryPacks(places, { projectDir, loadMsMax });
  const collected = new Collected(surroundings.taken, [...problems, ...dangers]);
  for (const place of places) {
    const { pack } = place;
    if (dangers.some((danger) => danger.pack === pack)) continue;
    try {
      const definitions = await definitionsOf(place, surroundings.define, loadMsMax);
      for (const definition of definitions) collected.add(pack, definition, surroundings.define);
    } catch (thrown) {
      collected.refuse(pack, `It does not load: ${messageOf(thrown)}`);
    }
  }
  return collected;
}

class Collected implements LoadedPacks {
  readonly activities: Activity[] = [];
  readonly problems: PackProblem[];
  readonly #packOf = new Map<string, string>();

  constructor(taken: ReadonlySet<string>, problems: readonly PackProblem[]) {
    this.problems = [...problems];
    for (const name of taken) this.#packOf.set(name, "Dacapo itself");
  }

  add(pack: string, definition: unknown, define: typeof activity): void {
    try {
      const made = isActivity(definition) ? definition : define(definition as Parameters<typeof activity>[0]);
      const { name } = made.info;
      const other = this.#packOf.get(name);
      if (other !== undefined) {
        this.refuse(pack, `The name ${name} is taken by ${other}. Give the activity another one.`);
        return;
      }
      this.#packOf.set(name, pack);
      this.activities.push(made);
    } catch (thrown) {
      this.refuse(pack, messageOf(thrown));
    }
  }

  refuse(pack: string, message: string): void {
    this.problems.push({ pack, message });
  }
}

/** What the default export says: definitions, or a function that gives them from `activity` and `z`. */
async function definitionsOf(
  { url }: PackPlace,
  define: typeof activity,
  loadMsMax: number,
): Promise<readonly unknown[]> {
  const loading = async (): Promise<unknown> => {
    const module = (await import(/* turbopackIgnore: true */ /* @vite-ignore */ url)) as { default?: unknown };
    const given = module.default;
    return typeof given === "function" ? (given as (api: object) => unknown)({ activity: define, z }) : given;
  };
  const given = await withinTime(loading(), loadMsMax);
  if (given === undefined || given === null) {
    throw new Error(
      "it has no default export. Export an activity, a list of them, or a function ({ activity, z }) that gives them.",
    );
  }
  const definitions: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (definitions.length > ACTIVITIES_MAX) throw new Error(`it has more than ${ACTIVITIES_MAX} activities.`);
  return definitions;
}

async function withinTime<Value>(loading: Promise<Value>, loadMsMax: number): Promise<Value> {
  let disarm = (): void => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`it took longer than ${loadMsMax / 1_000} s. Let its activities wait, not the module.`)),
      loadMsMax,
    );
    disarm = () => clearTimeout(timer);
  });
  try {
    return await Promise.race([loading, late]);
  } finally {
    disarm();
  }
}

/** Made by `activity` or `defineActivity`, of this copy of the engine or of another one. */
function isActivity(value: unknown): value is Activity {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as Partial<Activity>).kind === "activity" &&
    typeof (value as Partial<Activity>).run === "function" &&
    typeof (value as Partial<Activity>).parseInput === "function" &&
    typeof (value as Partial<Activity>).info?.name === "string"
  );
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

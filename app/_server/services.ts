import type { Client, HubHealth, HubMetrics } from "@dacapo/engine";
import type { ActivityCatalog, EntityInfo } from "@dacapo/engine/compiler";
import type { PackProblem } from "./activity-packs";
import type { EntityTypeRepository } from "./repositories/entity-types";
import type { VersionRepository } from "./repositories/versions";
import type { WorkflowRepository } from "./repositories/workflows";
import type { TypeChecker } from "./types/type-checker";

/** Everything that a use case may reach. Built once, at boot; tests build their own. */
export interface Services {
  readonly client: Client;
  readonly health: () => HubHealth;
  readonly metrics: () => Promise<HubMetrics>;
  /** Resolves when a snapshot of everything is durable. */
  readonly snapshot: () => Promise<void>;
  readonly workflows: WorkflowRepository;
  readonly versions: VersionRepository;
  readonly activities: ActivityCatalog;
  /** What is wrong with packs of activities. */
  readonly packProblems: readonly PackProblem[];
  /** The types of entities that come with Dacapo. */
  readonly entities: readonly EntityInfo[];
  /** Those that people write. */
  readonly entityTypes: EntityTypeRepository;
  /** Has the engine take those that are in force; from then on it runs these. */
  readonly loadEntityTypes: () => Promise<void>;
  /** Checks types, in a thread of its own. */
  readonly types: TypeChecker;
  /** The folder of the examples, as an absolute path. */
  readonly examplesDir: string;
  /** The server's own address, such as `http://127.0.0.1:3000`. */
  readonly origin: string;
  readonly dataDir: string;
  /** Dacapo's version. */
  readonly version: string;
  /** Aborts when the server begins to stop; open streams end then. */
  readonly stopping: AbortSignal;
}

const SERVICES = Symbol.for("dacapo.services");
const holder = globalThis as typeof globalThis & { [SERVICES]?: Services };

/** Called by the boot sequence, and with `undefined` when the server stops. */
export function provideServices(services: Services | undefined): void {
  if (services === undefined) delete holder[SERVICES];
  else holder[SERVICES] = services;
}

/**
 * The services of this process, or `undefined` before boot and after stop. They live on
 * `globalThis` because Next loads this module more than once: for the boot hook and for the routes.
 */
export function currentServices(): Services | undefined {
  return holder[SERVICES];
}

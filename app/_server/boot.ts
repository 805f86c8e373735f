import path from "node:path";
import { type Hub, standardEntityInfos } from "@dacapo/engine";
import type { ActivityCatalog, EntityInfo } from "@dacapo/engine/compiler";
import packageJson from "@/package.json";
import { createActivities, SqliteProcesses } from "./activities";
import { loadPacks, type PackProblem } from "./activity-packs";
import { makeDataDir } from "./data-dir";
import { closeEngine, loadEngine, openEngine } from "./engine";
import { entityTypeLoader, publishedPrograms } from "./entity-types/programs";
import { type Env, originOf, readEnv } from "./env";
import { log, openLog, setLog } from "./log";
import { type Database, openDatabase } from "./repositories/database";
import { entityTypeRepository } from "./repositories/entity-types";
import { versionRepository } from "./repositories/versions";
import { workflowRepository } from "./repositories/workflows";
import { provideServices, type Services } from "./services";
import { createTypeChecker } from "./types/type-checker";

/** A running server, as boot made it. */
export interface Server {
  readonly services: Services;
  /** Stops accepting, ends the open streams, closes the engine and then the database. */
  close(): Promise<void>;
}

/** Of the five seconds that a stop may take; the rest is the database's and the last lines of the log's. */
const ENGINE_GRACE_MS = 3_000;

/**
 * Brings the server up. The engine's directory takes the lock, and only then the database is opened: a second process on
 * the same data is refused before it could migrate anything. What runs goes on when the types of entities are known.
 */
export async function boot(env: Env = readEnv(), projectDir: string = process.cwd()): Promise<Server> {
  setLog(openLog(env.logLevel));
  await makeDataDir(env.dataDir);
  const { activity, codeRun } = await loadEngine();
  const sqlite = new SqliteProcesses(projectDir);
  const own = createActivities({
    roots: { examplesDir: path.join(projectDir, "examples"), filesDir: path.join(env.dataDir, "files") },
    // The services of the examples are part of this server; nothing else of it is for workflows.
    httpAllow: [...env.httpAllow, `${originOf(env)}/api/examples/`],
    secrets: env.secrets,
    mailServer: env.mailServer,
    sqlite,
    codeRun: codeRun(),
  });
  const taken = new Set(own.map(({ info }) => info.name));
  const packs = await loadPacks({ dataDir: env.dataDir, projectDir, taken, define: activity });
  for (const { pack, message } of packs.problems) log().warn({ event: "PackProblem", pack }, `${pack}: ${message}`);
  const activities = [...own, ...packs.activities];
  let opened: Database | undefined;
  try {
    const hub = await openEngine(env.dataDir, activities, async () => {
      opened = await openDatabase({ ...env, migrationsDir: path.join(projectDir, "prisma", "migrations") });
      return publishedPrograms(entityTypeRepository(opened), BUILT_IN_NAMES);
    });
    const database = opened as Database | undefined;
    if (database === undefined) throw new Error("The engine was opened without the types of its entities.");
    const known = {
      activities: activities.map(({ info }) => info),
      packProblems: packs.problems,
      entities: standardEntityInfos,
    };
    const server = serverOf(hub, database, known, env, projectDir, sqlite);
    log().info({ dataDir: env.dataDir, database: database.dialect }, "Dacapo is up.");
    return server;
  } catch (error) {
    await closeEngine(ENGINE_GRACE_MS).catch(() => undefined);
    sqlite.close();
    await opened?.close();
    throw error;
  }
}

const BUILT_IN_NAMES = standardEntityInfos.map(({ name }) => name);

/** What workflows may name of what the engine was opened with. */
interface Known {
  readonly activities: ActivityCatalog;
  readonly packProblems: readonly PackProblem[];
  readonly entities: readonly EntityInfo[];
}

function serverOf(
  hub: Hub,
  database: Database,
  known: Known,
  env: Env,
  projectDir: string,
  sqlite: SqliteProcesses,
): Server {
  const stopping = new AbortController();
  const types = createTypeChecker(projectDir);
  const entityTypes = entityTypeRepository(database);
  const services: Services = {
    client: hub.client,
    health: () => hub.health(),
    metrics: () => hub.metrics(),
    snapshot: () => hub.snapshot(),
    workflows: workflowRepository(database),
    versions: versionRepository(database),
    ...known,
    entityTypes,
    loadEntityTypes: entityTypeLoader(
      () => publishedPrograms(entityTypes, BUILT_IN_NAMES),
      (programs) => hub.setEntityTypes(programs),
    ),
    types,
    examplesDir: path.join(projectDir, "examples"),
    origin: originOf(env),
    dataDir: env.dataDir,
    version: packageJson.version,
    stopping: stopping.signal,
  };
  const endHealth = hub.onHealthChange((health) => {
    if (health.state === "stopped") log().fatal({ code: health.code }, `The engine stopped: ${health.reason}`);
  });
  provideServices(services);
  return {
    services,
    async close() {
      provideServices(undefined);
      stopping.abort();
      endHealth();
      await types.close();
      try {
        await closeEngine(ENGINE_GRACE_MS);
      } finally {
        sqlite.close();
        await database.close();
      }
    },
  };
}

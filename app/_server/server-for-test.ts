import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Activity, type Hub, openHub, standardEntitiesModule, standardEntityInfos } from "@dacapo/engine";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { wireFormat } from "@/app/_wire/wire-format";
import { entityTypeLoader, publishedPrograms } from "./entity-types/programs";
import { type Database, openDatabase } from "./repositories/database";
import { entityTypeRepository } from "./repositories/entity-types";
import { MIGRATIONS_DIR } from "./repositories/test-databases";
import { versionRepository } from "./repositories/versions";
import { workflowRepository } from "./repositories/workflows";
import type { Services } from "./services";
import { handleTrpcRequest } from "./trpc/handle-request";
import type { AppRouter } from "./trpc/router";
import { createTypeChecker } from "./types/type-checker";

const ORIGIN = "http://127.0.0.1:3000";

/** A whole server side in a directory of its own: the real engine, SQLite, the API's door. For tests alone. */
export class ServerForTest {
  readonly #activities: readonly Activity[];
  readonly #dataDir: string;
  readonly #examplesDir: string;
  #running: { hub: Hub; database: Database; services: Services; stopping: AbortController } | undefined;

  private constructor(dataDir: string, activities: readonly Activity[], examplesDir: string) {
    this.#dataDir = dataDir;
    this.#activities = activities;
    this.#examplesDir = examplesDir;
  }

  static async start({
    activities = [],
    examplesDir = fileURLToPath(new URL("../../examples", import.meta.url)),
  }: {
    readonly activities?: readonly Activity[];
    readonly examplesDir?: string;
  } = {}): Promise<ServerForTest> {
    const server = new ServerForTest(await mkdtemp(path.join(tmpdir(), "dacapo-server-")), activities, examplesDir);
    await server.open();
    return server;
  }

  async open(): Promise<void> {
    const database = await openDatabase({ dataDir: this.#dataDir, migrationsDir: MIGRATIONS_DIR });
    const entityTypes = entityTypeRepository(database);
    const programs = () =>
      publishedPrograms(
        entityTypes,
        standardEntityInfos.map(({ name }) => name),
      );
    const hub = await openHub({
      dir: path.join(this.#dataDir, "engine"),
      activities: this.#activities,
      modules: [standardEntitiesModule],
      entityTypes: programs,
      threads: 1,
    });
    const stopping = new AbortController();
    const services: Services = {
      client: hub.client,
      health: () => hub.health(),
      metrics: () => hub.metrics(),
      snapshot: () => hub.snapshot(),
      workflows: workflowRepository(database),
      versions: versionRepository(database),
      activities: this.#activities.map((activity) => activity.info),
      entities: standardEntityInfos,
      entityTypes,
      loadEntityTypes: entityTypeLoader(programs, (types) => hub.setEntityTypes(types)),
      types: createTypeChecker(fileURLToPath(new URL("../..", import.meta.url))),
      packProblems: [],
      examplesDir: this.#examplesDir,
      origin: ORIGIN,
      dataDir: this.#dataDir,
      version: "0.0.0",
      stopping: stopping.signal,
    };
    this.#running = { hub, database, services, stopping };
  }

  get services(): Services {
    if (this.#running === undefined) throw new Error("The server is closed.");
    return this.#running.services;
  }

  /** As a stop does it: streams end, then the engine, then the database. The directory stays. */
  async close(): Promise<void> {
    if (this.#running === undefined) return;
    const { hub, database, services, stopping } = this.#running;
    this.#running = undefined;
    stopping.abort();
    await services.types.close();
    await hub.close();
    await database.close();
  }

  async remove(): Promise<void> {
    await this.close();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  /** Sends a request to the API's door. */
  fetch(target: string | URL | Request, init?: RequestInit): Promise<Response> {
    return handleTrpcRequest(new Request(target, init), () => this.#running?.services);
  }

  /** The client that browsers use, at that door. */
  readonly api = createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        url: `${ORIGIN}/api/trpc`,
        transformer: wireFormat,
        fetch: (target, init) => this.fetch(target as string, init as RequestInit),
      }),
    ],
  });

  /** Opens `runs.watch` as an EventSource would. */
  async watch(input: { readonly runId: string; readonly lastEventId?: string | null }, init?: RequestInit) {
    const query = encodeURIComponent(JSON.stringify(wireFormat.serialize(input)));
    return this.fetch(`${ORIGIN}/api/trpc/runs.watch?input=${query}`, {
      headers: { accept: "text/event-stream" },
      ...init,
    });
  }
}

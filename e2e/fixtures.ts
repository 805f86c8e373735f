import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test as base, expect, type Page } from "@playwright/test";
import { Api } from "./api";
import { Cable } from "./cable";
import { DesignerScreen } from "./screens/designer-screen";
import { EngineScreen } from "./screens/engine-screen";
import { EntityTypesScreen } from "./screens/entity-types-screen";
import { GalleryScreen } from "./screens/gallery-screen";
import { RunScreen } from "./screens/run-screen";
import { RunsScreen } from "./screens/runs-screen";
import { ServerProcess } from "./server-process";

interface Fixtures {
  /** A server of this test's own, with a data directory of its own. */
  readonly server: ServerProcess;
  readonly api: Api;
  /** A network between the page and the server that can be cut. Open pages at `cable.origin`. */
  readonly cable: Cable;
  readonly gallery: GalleryScreen;
  readonly designer: DesignerScreen;
  readonly run: RunScreen;
  readonly runs: RunsScreen;
  readonly engine: EngineScreen;
  readonly entityTypes: EntityTypesScreen;
}

export const test = base.extend<Fixtures>({
  server: async ({ browserName: _any }, use, info) => {
    const dataDir = await mkdtemp(path.join(tmpdir(), "dacapo-e2e-"));
    const server = new ServerProcess(dataDir);
    await server.start();
    await use(server);
    await server.stop();
    if (info.status !== info.expectedStatus) await info.attach("server", { body: server.output });
    await rm(dataDir, { recursive: true, force: true });
  },
  page: async ({ page }, use) => {
    await slowDown(page);
    await use(page);
  },
  api: async ({ server }, use) => use(new Api(() => server.origin)),
  cable: async ({ server }, use) => {
    const cable = new Cable(() => server.port);
    await cable.plug();
    await use(cable);
    await cable.pull();
  },
  baseURL: async ({ server }, use) => use(server.origin),
  gallery: async ({ page }, use) => use(new GalleryScreen(page)),
  designer: async ({ page }, use) => use(new DesignerScreen(page)),
  run: async ({ page }, use) => use(new RunScreen(page)),
  runs: async ({ page }, use) => use(new RunsScreen(page)),
  engine: async ({ page }, use) => use(new EngineScreen(page)),
  entityTypes: async ({ page }, use) => use(new EntityTypesScreen(page)),
});

/**
 * `E2E_SLOWDOWN=6 npx playwright test` gives each page a sixth of this processor: what passes on a quick machine alone
 * is found here and not on somebody's slow one.
 */
async function slowDown(page: Page): Promise<void> {
  const rate = Number(process.env.E2E_SLOWDOWN ?? 1);
  if (rate <= 1) return;
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
}

export { expect };

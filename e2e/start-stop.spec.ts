import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "./fixtures";
import { ServerProcess } from "./server-process";
import { manyEvents } from "./workflows";

test("a data directory that another process uses is refused, and that one is not disturbed", async ({
  api,
  server,
}) => {
  const second = new ServerProcess(server.dataDir);
  const refusal = await refusalOf(second);
  expect(refusal).toContain(server.dataDir);
  expect(refusal).toMatch(/in use|another/i);
  expect(await api.query("system.status")).toMatchObject({ engine: { state: "running" } });
});

test("a port in use is refused with the port and a way out", async ({ server }) => {
  const dataDir = await mkdtemp(path.join(tmpdir(), "dacapo-e2e-"));
  const second = new ServerProcess(dataDir, { PORT: String(server.port) });
  const refusal = await refusalOf(second);
  expect(refusal).toContain(`Port ${server.port} on 127.0.0.1 is in use`);
  expect(refusal).toContain(`PORT=${server.port + 1} npm start`);
  await rm(dataDir, { recursive: true });
});

test("a data directory that cannot be made is refused with the reason", async ({ server: _running }) => {
  const folder = await mkdtemp(path.join(tmpdir(), "dacapo-e2e-"));
  await writeFile(path.join(folder, "file"), "not a folder");
  const refusal = await refusalOf(new ServerProcess(path.join(folder, "file", "data")));
  expect(refusal).toContain(path.join(folder, "file", "data"));
  expect(refusal).toContain("DATA_DIR");
  await rm(folder, { recursive: true });
});

test("a server whose output nobody reads any more goes on", async ({ api, server }) => {
  server.ignoreOutput();
  // Each makes the server print a complaint: a page from before an upgrade asks so.
  for (let time = 0; time < 3; time++) {
    const signal = AbortSignal.timeout(10_000);
    const asked = { method: "POST", headers: { "next-action": "x" }, body: "[]", signal };
    expect((await fetch(server.origin, asked)).status).toBe(400);
  }
  expect(await api.query("system.status")).toMatchObject({ engine: { state: "running" } });
});

test("a stop takes less than five seconds, and what was running goes on at the next start", async ({
  api,
  page,
  run,
  server,
}) => {
  const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", manyEvents(400));
  const { runId } = await api.mutate<{ runId: string }>("runs.start", {
    workflowId,
    input: { items: Array.from({ length: 90 }, (_, index) => index) },
    requestId: "request-1",
  });
  await run.open(runId);
  await run.expectStatus("Running");
  await expect.poll(async () => (await run.place()).of).toBeGreaterThan(20);
  const seen = (await run.place()).of;

  const stoppedAtMs = Date.now();
  expect(await server.stop()).toBe(0);
  expect(Date.now() - stoppedAtMs).toBeLessThan(5_000);

  await server.start();
  await page.reload();
  await run.expectStatus("Completed");
  expect((await run.place()).of).toBeGreaterThan(seen);
  expect((await api.query<{ output: unknown }>("runs.get", { runId })).output).toBe(90);
});

/** What a server prints that must not start. */
async function refusalOf(server: ServerProcess): Promise<string> {
  const refusal = await server.start().then(
    () => undefined,
    (error: Error) => error.message,
  );
  await server.kill();
  if (refusal === undefined) throw new Error("The server was expected to refuse to start.");
  return refusal;
}

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Api } from "./api";
import { expect, test } from "./fixtures";
import { expectNoBarrier } from "./no-barrier";
import { type Drawing, greeting, missingFolder, request } from "./workflows";

async function startRuns(api: Api, drawing: Drawing, count: number): Promise<void> {
  const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", drawing);
  const starts = Array.from({ length: count }, (_, index) =>
    api.mutate("runs.start", { workflowId, input: {}, requestId: `request-${workflowId}-${index}` }),
  );
  await Promise.all(starts);
}

for (const scheme of ["light", "dark"] as const) {
  test.describe(`in ${scheme} mode`, () => {
    test.use({ colorScheme: scheme });

    test("one finds the engine in the rail, and watches runs go through it", async ({ api, engine, gallery, page }) => {
      await gallery.open();
      await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Engine" }).click();
      await expect(page.getByRole("heading", { name: "All is quiet" })).toBeVisible();
      await expect(page).toHaveTitle("Engine · Dacapo");
      expect(await engine.total("Runs started")).toBe("0");
      await expectNoBarrier(page);

      await startRuns(api, greeting(), 20);
      await startRuns(api, missingFolder(), 2);
      await expect.poll(() => engine.total("Runs started")).toBe("22");
      await expect.poll(() => engine.total("completed")).toBe("20");
      await expect.poll(() => engine.total("failed")).toBe("2");
      await expect(page.getByRole("heading", { name: "All is quiet" })).toBeHidden();
      expect(await engine.keyFigure("Flush, p50")).toMatch(/^\d[\d.]*ms$/);
      expect(await engine.keyFigure("Acknowledged, p95")).toMatch(/^\d[\d.]*ms$/);
      expect(await engine.cell("Thread 0", "Active")).toBe("0");
      // Its name, how it is, and twelve partitions under one log.
      await expect(engine.row("Thread 0").getByRole("img", { name: "Runs well" })).toBeVisible();
      await expect(engine.rows).toHaveCount(1 + 1 + 12);
      await expect(engine.pipeline(0)).toContainText(/The last \d flushes, oldest first: \d+ records? in [\d.]+ ms/);
      await expectNoBarrier(page);
    });
  });
}

for (const scheme of ["light", "dark"] as const) {
  test.describe(`the ring in ${scheme} mode`, () => {
    test.use({ colorScheme: scheme });

    test("somebody turns to the ring and walks round it with the keyboard; the choice is still there later", async ({
      api,
      engine,
      page,
    }) => {
      await engine.open();
      await startRuns(api, greeting(), 8);
      await expect.poll(() => engine.total("completed")).toBe("8");
      await engine.view("Table").focus();
      await page.keyboard.press("ArrowRight");
      await expect(engine.view("Ring")).toBeChecked();
      await expect(page.getByRole("table")).toBeHidden();
      await expect(engine.ring.getByRole("radio")).toHaveCount(12);
      await expect(engine.detail("00")).toBeVisible();
      await page.keyboard.press("Tab");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      await expect(engine.ring.getByRole("radio", { name: /^Partition 02, thread 0, runs well/ })).toBeFocused();
      await expect(engine.detail("02")).toContainText("Thread 0");
      await expect(engine.pipeline(0)).toBeVisible();
      await expectNoBarrier(page);

      // With the pointer, on the label of another one.
      await engine.ring.getByRole("radio", { name: /^Partition 07/ }).check();
      await expect(engine.detail("07")).toBeVisible();

      await page.reload();
      await expect(engine.ring).toBeVisible();
      await expect(engine.view("Ring")).toBeChecked();
      await engine.view("Ring").focus();
      await page.keyboard.press("ArrowLeft");
      await expect(page.getByRole("table")).toBeVisible();
    });
  });
}

test("a thread that recovers says how far it is, in the table and in the ring", async ({ api, engine, page }) => {
  await startRuns(api, greeting(), 2);
  await engine.open();
  await expect.poll(() => engine.total("completed")).toBe("2");
  // A recovery takes less than an eye needs; so the stream is told what one of a long log looks like.
  const metrics = await page.evaluate(async () => {
    const response = await fetch("/api/trpc/engine.watch", { headers: { accept: "text/event-stream" } });
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    for (let text = ""; ; ) {
      const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
      text += decoder.decode(value, { stream: !done });
      const line = /^data: (\{.*"metrics".*\})$/m.exec(text)?.[1];
      if (line !== undefined || done) {
        await reader?.cancel();
        return JSON.parse(line ?? "{}").json.metrics;
      }
    }
  });
  metrics.threads[0].state = "recovering";
  metrics.threads[0].recovery = { tookMs: 1_700, records: 1_920_000, ofRecords: 3_000_000 };
  const body = `event: connected\ndata: {}\n\ndata: ${JSON.stringify({ json: { state: "running", metrics } })}\n\n`;
  await page.route("**/api/trpc/engine.watch**", (route) =>
    route.fulfill({ headers: { "content-type": "text/event-stream" }, body }),
  );
  await page.reload();
  const row = engine.row("Thread 0");
  await expect(row.getByRole("progressbar", { name: "Recovery" })).toHaveAttribute("aria-valuenow", "64");
  await expect(row).toContainText(/64\s%.*1\s920\s000 of 3\s000\s000 records since the snapshot.*956 ms left/);
  await expectNoBarrier(page);
  await page.getByText("Ring", { exact: true }).click();
  await expect(engine.detail("00").getByRole("progressbar", { name: "Recovery" })).toBeVisible();
  await expect(engine.ring.getByRole("radio", { name: /^Partition 05, thread 0, recovers/ })).toBeVisible();
  await expectNoBarrier(page);
});

test("a paused view stays as it is, and goes on with what happened meanwhile", async ({ api, engine }) => {
  await engine.open();
  await startRuns(api, greeting(), 3);
  await expect.poll(() => engine.total("completed")).toBe("3");
  await engine.pause();
  await startRuns(api, greeting("Another"), 4);
  await expect
    .poll(async () => (await api.query<{ items: unknown[] }>("runs.list", { statuses: ["Completed"] })).items.length)
    .toBe(7);
  expect(await engine.total("Runs started")).toBe("3");
  await engine.goOn();
  await expect.poll(() => engine.total("completed")).toBe("7");
});

test("when more activities are wanted than there are places, the screen says so, until there are", async ({
  api,
  engine,
  page,
}) => {
  const held: ServerResponse[] = [];
  const slow = createServer((_request, response) => held.push(response));
  await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
  const { port } = slow.address() as AddressInfo;
  await engine.open();
  await startRuns(api, request(`http://127.0.0.1:${port}/`), 70);
  await expect(engine.findings.getByRole("heading", { name: "Activities wait for a place" })).toBeVisible();
  await expect(engine.findings).toContainText("All 64 places are taken, and 6 attempts wait.");
  await expect(page.getByRole("region", { name: "Activity executors" })).toContainText("64 of 64 running, 6 waiting");
  expect(await engine.cell("Thread 0", "Active")).toBe("70");
  await expectNoBarrier(page);

  slow.on("request", (_request, response) => response.end("{}"));
  for (const response of held.splice(0)) response.end("{}");
  await expect(engine.findings.getByRole("heading")).toHaveCount(0);
  await expect.poll(() => engine.total("completed")).toBe("70");
  slow.closeAllConnections();
  slow.close();
});

test("a finding leads to what runs", async ({ api, engine, page, runs }) => {
  const slow = createServer(() => undefined);
  await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
  const { port } = slow.address() as AddressInfo;
  await startRuns(api, request(`http://127.0.0.1:${port}/`), 66);
  await engine.open();
  await engine.findings.getByRole("link", { name: "Show what runs" }).click();
  await expect(page).toHaveURL(/\/runs\?status=running$/);
  await expect(runs.rows.first()).toBeVisible();
  slow.closeAllConnections();
  slow.close();
});

test("after a power cut the figures come back by themselves, and say what was recovered", async ({
  api,
  engine,
  server,
}) => {
  await engine.open();
  await startRuns(api, greeting(), 5);
  await expect.poll(() => engine.total("completed")).toBe("5");
  await server.kill();
  await expect(engine.connection).toContainText("Reconnecting.");
  // What was known stays on the screen.
  expect(await engine.total("completed")).toBe("5");
  await server.start();
  await expect(engine.connection).toBeHidden({ timeout: 30_000 });
  expect(await engine.total("Runs started")).toBe("0");
  expect(await engine.total("Recovery")).toMatch(/^\d+ records in \d+ ms$/);
  expect((await api.query<{ items: unknown[] }>("runs.list", { statuses: ["Completed"] })).items).toHaveLength(5);
});

test("somebody has a snapshot written before an upgrade, and little is replayed after it", async ({
  api,
  engine,
  page,
  server,
}) => {
  await engine.open();
  await startRuns(api, greeting(), 12);
  await expect.poll(() => engine.total("completed")).toBe("12");
  expect(await engine.cell("Thread 0", "Snapshot")).toBe("none yet");
  await page.getByRole("button", { name: "Snapshot now" }).click();
  await expect(page.getByRole("status", { name: "Snapshot" })).toHaveText(/^Snapshot written in [\d.]+ m?s$/);
  await expect.poll(() => engine.cell("Thread 0", "Snapshot")).toMatch(/^[\d.]+ m?s$/);
  await server.kill();
  await server.start();
  await engine.open();
  expect(await engine.total("Recovery")).toMatch(/^(nothing to recover|\d records? in \d+ ms)$/);
  await expect
    .poll(async () => (await api.query<{ items: unknown[] }>("runs.list", { statuses: ["Completed"] })).items.length)
    .toBe(12);
});

test("an engine that has stopped says why, and that nothing is lost", async ({ engine, page }) => {
  const reason = "The disk is full. Make room on it, and start Dacapo again.";
  const reading = { state: "stopped", code: "DISK_FULL", reason };
  await engine.open();
  await page.route("**/api/trpc/engine.watch**", (route) =>
    route.fulfill({
      headers: { "content-type": "text/event-stream" },
      body: `event: connected\ndata: {}\n\ndata: ${JSON.stringify({ json: reading })}\n\n`,
    }),
  );
  await page.reload();
  const stopped = page.getByRole("region", { name: "The engine has stopped" });
  await expect(stopped).toContainText(reason);
  await expect(stopped).toContainText("Nothing that was acknowledged is lost");
  await expect(page.getByRole("table")).toBeHidden();
  await expectNoBarrier(page);
});

test("in a narrow window nothing is cut off, and everything is reached with the keyboard", async ({
  api,
  engine,
  page,
}) => {
  await page.setViewportSize({ width: 760, height: 700 });
  await engine.open();
  await startRuns(api, greeting(), 3);
  await expect.poll(() => engine.total("completed")).toBe("3");
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(sideways).toBeLessThanOrEqual(0);
  await expect(page.getByRole("region", { name: "Worker threads" })).toBeVisible();
  const names: string[] = [];
  for (let step = 0; step < 14; step++) {
    await page.keyboard.press("Tab");
    names.push(await page.evaluate(() => document.activeElement?.textContent ?? ""));
  }
  for (const name of ["Speculation: local", "Pause view", "Metrics", "Thread 0", "completed"]) {
    expect(names).toContain(name);
  }
  await expectNoBarrier(page);
});

test("Prometheus reads the same figures", async ({ api, server }) => {
  await startRuns(api, greeting(), 2);
  const figures = async () => {
    const response = await fetch(`${server.origin}/api/metrics`);
    expect(response.headers.get("content-type")).toContain("text/plain; version=0.0.4");
    return response.text();
  };
  await expect.poll(figures).toContain('dacapo_runs_ended_total{thread="0",outcome="completed"} 2');
  expect(await figures()).toMatch(/^dacapo_flush_seconds\{thread="0",quantile="0\.99"\} 0\.\d+$/m);
  expect(await figures()).toContain("\ndacapo_up 1\n");
});

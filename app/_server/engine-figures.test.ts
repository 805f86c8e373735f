import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { wireFormat } from "@/app/_wire/wire-format";
import type { EngineReading } from "./api-types";
import { GREETING, GREETING_LAYOUT } from "./graphs-for-test";
import { handleMetricsRequest } from "./metrics";
import { ServerForTest } from "./server-for-test";
import { sseMessages } from "./sse-for-test";
import { readEngine } from "./use-cases/read-engine";
import { watchEngine } from "./use-cases/watch-engine";

let server: ServerForTest;
beforeAll(async () => {
  server = await ServerForTest.start();
}, 60_000);
afterAll(() => server.remove());

const STOPPED = { state: "stopped", code: "DISK_FULL", reason: "The disk is full." } as const;

async function greet(): Promise<void> {
  const { workflowId } = await server.api.workflows.create.mutate({ graph: GREETING, layout: GREETING_LAYOUT });
  const { runId } = await server.api.runs.start.mutate({
    workflowId,
    input: { name: "Ada", count: 1 },
    requestId: randomUUID(),
  });
  await expect.poll(async () => (await server.api.runs.get.query({ runId })).status).toBe("Completed");
}

describe("GET /api/metrics", () => {
  test("tells Prometheus what the engine did", async () => {
    await greet();
    const response = await handleMetricsRequest(server.services);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const lines = (await response.text()).split("\n");
    expect(lines).toContain("dacapo_up 1");
    expect(lines).toContain('dacapo_info{version="0.0.0",speculation="local"} 1');
    expect(lines).toContain('dacapo_runs_started_total{thread="0"} 1');
    expect(lines).toContain('dacapo_runs_ended_total{thread="0",outcome="completed"} 1');
    const figure = (name: string) =>
      Number(
        lines
          .find((line) => line.startsWith(`${name} `))
          ?.split(" ")
          .at(-1),
      );
    expect(figure('dacapo_flush_seconds_count{thread="0"}')).toBeGreaterThan(0);
    expect(figure('dacapo_flush_seconds{thread="0",quantile="0.5"}')).toBeLessThan(5);
    expect(figure('dacapo_log_durable_position{thread="0"}')).toBe(figure('dacapo_log_appended_position{thread="0"}'));
    expect(lines.filter((line) => line.startsWith("dacapo_partition_position{"))).toHaveLength(12);
    // What does not exist yet is not there; it is not 0.
    expect(lines.some((line) => line.startsWith("dacapo_snapshot_finished_timestamp_seconds"))).toBe(false);
  });

  test("every sample belongs to a family that was declared before it", async () => {
    const text = await (await handleMetricsRequest(server.services)).text();
    const declared = new Set<string>();
    for (const line of text.trimEnd().split("\n")) {
      const type = /^# TYPE (\S+) (counter|gauge|summary)$/.exec(line);
      if (type?.[1] !== undefined) {
        expect(declared.has(type[1])).toBe(false);
        declared.add(type[1]);
      }
      if (line.startsWith("#")) continue;
      const sample = /^([a-z_]+)(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.e+-]+$/.exec(line);
      expect(sample, line).not.toBeNull();
      expect(declared.has((sample?.[1] ?? "").replace(/_(sum|count)$/, "")), line).toBe(true);
    }
  });

  test("an engine that stopped is down; a server without one cannot say", async () => {
    const stopped = await handleMetricsRequest({ ...server.services, health: () => STOPPED });
    expect(stopped.status).toBe(200);
    expect(await stopped.text()).toContain("\ndacapo_up 0\n");
    expect((await handleMetricsRequest(undefined)).status).toBe(503);
  });
});

describe("engine.watch", () => {
  test("streams readings until the listener leaves", async () => {
    const leave = new AbortController();
    const response = await server.fetch("http://127.0.0.1:3000/api/trpc/engine.watch", {
      headers: { accept: "text/event-stream" },
      signal: leave.signal,
    });
    const readings: EngineReading[] = [];
    for await (const { event, data } of sseMessages(response)) {
      if (event !== "message") continue;
      readings.push(wireFormat.deserialize(JSON.parse(data)) as EngineReading);
      if (readings.length === 3) break;
    }
    leave.abort();
    const times = readings.map((reading) => (reading.state === "running" ? reading.metrics.atMs : 0));
    expect(times).toEqual([...times].sort());
    expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(400);
  });

  test("ends when the server stops", async () => {
    const stopping = new AbortController();
    const readings = watchEngine({ ...server.services, stopping: stopping.signal });
    expect((await readings.next()).value).toMatchObject({ state: "running" });
    stopping.abort();
    expect(await readings.next()).toEqual({ done: true, value: undefined });
  });

  test("asks nothing while nobody listens", async () => {
    let asked = 0;
    const metrics = () => {
      asked += 1;
      return server.services.metrics();
    };
    const leave = new AbortController();
    for await (const _reading of watchEngine({ ...server.services, metrics }, { signal: leave.signal })) leave.abort();
    expect(asked).toBe(1);
  });
});

test("engine.snapshotNow answers when the snapshot is durable; its age is then known", async () => {
  await greet();
  const { tookMs } = await server.api.engine.snapshotNow.mutate();
  expect(tookMs).toBeGreaterThan(0);
  const { atMs, threads } = await server.services.metrics();
  expect(threads[0]?.snapshot.finishedAtMs).toBeLessThanOrEqual(atMs);
  expect(threads[0]?.snapshotPosition).toBeGreaterThan(0);
  const lines = await (await handleMetricsRequest(server.services)).text();
  expect(lines).toMatch(/^dacapo_snapshot_finished_timestamp_seconds\{thread="0"\} \d+/m);
});

test("an engine that stops between the two questions is stopped; another error is an error", async () => {
  const failing = () => Promise.reject(new Error("broken"));
  let asked = 0;
  const stopsMeanwhile = () => (asked++ === 0 ? ({ state: "running" } as const) : STOPPED);
  expect(await readEngine({ health: stopsMeanwhile, metrics: failing })).toEqual(STOPPED);
  await expect(readEngine({ health: () => ({ state: "running" }), metrics: failing })).rejects.toThrow("broken");
});

import { type Hub, HubStopped, openHub } from "@dacapo/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";
import { HELLO, hello, never, STUCK } from "./support/workflows.js";

describe.each([{ threads: 0 as const }, { threads: 1 as const }])("a hub's figures with threads: $threads", (where) => {
  let directory: TemporaryDirectory;
  let hub: Hub;
  const open = () =>
    openHub({ dir: directory.path, activities: [hello, never(() => undefined)], partitionCount: 4, ...where });
  const start = async (code: string, instanceId: string) => {
    const { version } = await hub.client.publish(code);
    return (await hub.client.start({ version }, { city: "Oslo" }, { instanceId })).instanceId;
  };

  beforeEach(async () => {
    directory = temporaryDirectory("metrics");
    hub = await open();
  });
  afterEach(async () => {
    await hub.close();
    directory.remove();
  });

  test("a hub that does nothing says so", async () => {
    const { threads, partitions, activities, acknowledgements } = await hub.metrics();
    expect(threads).toHaveLength(1);
    expect(threads[0]).toMatchObject({ state: "running", epoch: 1, appendedPosition: 1, effectsHeld: 0 });
    expect(partitions.map(({ partition }) => partition)).toEqual([0, 1, 2, 3]);
    expect(activities).toEqual({ running: 0, waiting: 0, atOnceMax: 64 });
    expect(acknowledgements.count).toBe(0);
  });

  test("what was done is counted, and is in the log", async () => {
    await hub.client.wait(await start(HELLO, "one"), { timeoutMs: 10_000 });
    const { threads, partitions, acknowledgements, processBytes } = await hub.metrics();
    const [thread] = threads;
    expect(thread?.counts).toMatchObject({ started: 1, completed: 1, failed: 0, terminated: 0, activities: 3 });
    // The log's first record says that it was opened.
    const records = (thread?.counts.records ?? 0) + 1;
    expect(thread?.durablePosition).toBe(records);
    expect(thread?.flushes.p50).toBeGreaterThan(0);
    expect(thread?.flushes.count).toBe(thread?.batchRecords.count);
    expect(thread?.batchRecords.sum).toBe(records);
    expect(thread?.busyShare).toBeGreaterThan(0);
    expect(thread?.heapBytes).toBeGreaterThan(1_000_000);
    expect(partitions.reduce((sum, { resident }) => sum + resident, 0)).toBe(1);
    expect(partitions.reduce((sum, { active }) => sum + active, 0)).toBe(0);
    expect(Math.max(...partitions.map(({ position }) => position))).toBe(thread?.durablePosition);
    // One publication and one start.
    expect(acknowledgements.count).toBe(2);
    expect(processBytes).toBeGreaterThan(1_000_000);
  });

  test("a run that waits for an activity is active, before and after the hub was closed", async () => {
    await start(STUCK, "stuck");
    await expect.poll(async () => (await hub.metrics()).activities.running).toBe(1);
    await hub.close();
    hub = await open();
    const { threads, partitions } = await hub.metrics();
    expect(partitions.reduce((sum, { active }) => sum + active, 0)).toBe(1);
    expect(threads[0]?.recovery.records).toBeGreaterThan(0);
    expect(threads[0]?.counts.started).toBe(0);
  });

  test("a hub that was closed has no figures", async () => {
    await hub.close();
    await expect(hub.metrics()).rejects.toBeInstanceOf(HubStopped);
  });
});

import { DiskFailed, type Hub, HubStopped, instanceId, openHub, orchestration } from "@dacapo/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { faultyFiles } from "./support/faulty-files.js";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";
import { hello } from "./support/workflows.js";

/** Greets so many cities, one after the other: every step needs the disk. */
const greetings = orchestration<{ count: number }, string>("greetings", function* (ctx, { count }) {
  let last = "";
  for (let index = 0; index < count; index++) last = yield* ctx.call<string>("hello", { city: String(index) });
  return last;
});
const napping = orchestration<number, string>("napping", function* (ctx, ms) {
  yield* ctx.sleep(ms);
  return "awake";
});

let directory: TemporaryDirectory;
beforeEach(() => {
  directory = temporaryDirectory("disk");
});
afterEach(() => directory.remove());

const { files, faults } = faultyFiles();
afterEach(() => {
  faults.bytesLeft = Number.POSITIVE_INFINITY;
  faults.syncFails = false;
});
const open = () =>
  openHub({ dir: directory.path, activities: [hello], orchestrations: [greetings as never, napping as never], files });

/** Starts runs until the disk fails; gives the ids of those that were acknowledged. */
async function startUntilStopped(hub: Hub): Promise<string[]> {
  const acknowledged: string[] = [];
  for (let index = 0; index < 10_000; index++) {
    try {
      const { instanceId: id } = await hub.client.start(
        { name: "greetings" },
        { count: 5 },
        { instanceId: `run-${index}` },
      );
      acknowledged.push(id);
    } catch (error) {
      expect(error).toBeInstanceOf(HubStopped);
      return acknowledged;
    }
  }
  throw new Error("the disk never failed");
}

describe.each([
  {
    fault: "a full disk",
    code: "DISK_FULL",
    arm: () => {
      faults.bytesLeft = 15_000;
    },
  },
  {
    fault: "a flush that fails",
    code: "DISK_FAILED",
    arm: () =>
      setTimeout(() => {
        faults.syncFails = true;
      }, 30),
  },
])("$fault", ({ code, arm }) => {
  test("stops the hub with a reason; with the disk back, all acknowledged is there and what ran goes on", async () => {
    let hub = await open();
    const seen: unknown[] = [];
    hub.onHealthChange((health) => seen.push(health));
    const { instanceId: napper } = await hub.client.start({ name: "napping" }, 2_000);
    const waiting = hub.client.wait(napper);
    const refused = expect(waiting).rejects.toMatchObject({ code: "HubStopped", details: { stopCode: code } });
    arm();
    const acknowledged = await startUntilStopped(hub);
    await refused;
    expect(hub.health()).toMatchObject({ state: "stopped", code });
    expect(seen).toEqual([hub.health()]);
    for (const request of [hub.client.list(), hub.client.status(napper), hub.client.publish("x")]) {
      await expect(request).rejects.toMatchObject({ code: "HubStopped", details: { stopCode: code } });
    }
    await hub.close();

    faults.bytesLeft = Number.POSITIVE_INFINITY;
    faults.syncFails = false;
    hub = await open();
    expect(acknowledged.length).toBeGreaterThan(0);
    for (const id of acknowledged) {
      expect(await hub.client.wait(instanceId(id), { timeoutMs: 10_000 })).toMatchObject({ output: '"Hello 4!"' });
    }
    expect(await hub.client.wait(napper, { timeoutMs: 5_000 })).toMatchObject({ output: '"awake"' });
    await hub.close();
  });

  test("a hub that cannot write is not opened, and says why", async () => {
    await (await open()).close();
    const hub = await open();
    await hub.client.start({ name: "napping" }, 100_000, { instanceId: "n" });
    await hub.close();
    faults.bytesLeft = 0;
    faults.syncFails = true;
    await expect(open()).rejects.toBeInstanceOf(DiskFailed);
    faults.bytesLeft = Number.POSITIVE_INFINITY;
    faults.syncFails = false;
    const again = await open();
    expect(await again.client.status(instanceId("n"))).toMatchObject({ status: "Running" });
    await again.close();
  });
});

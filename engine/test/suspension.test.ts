import { type Hub, InstanceFinished, InstanceNotFound, instanceId, openHub, orchestration } from "@dacapo/engine";
import { afterEach, expect, test } from "vitest";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const counting = orchestration<number>("counting", function* (ctx, expected) {
  let sum = 0;
  for (let index = 0; index < expected; index++) sum += yield* ctx.waitForEvent<number>("number");
  return sum;
});

const hubs: Hub[] = [];
const directories: TemporaryDirectory[] = [];
const newDirectory = (): string => {
  const directory = temporaryDirectory("suspension");
  directories.push(directory);
  return directory.path;
};
const open = async (dir = newDirectory()) => {
  const hub = await openHub({ dir, orchestrations: [counting], threads: 0 });
  hubs.push(hub);
  return hub;
};
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.close();
  for (const directory of directories.splice(0)) directory.remove();
});
const it = instanceId("it");
const start = (hub: Hub, expected: number) => hub.client.start({ name: "counting" }, expected, { instanceId: "it" });
const statusOf = async (hub: Hub) => (await hub.client.status(it))?.status;

test("a suspended instance keeps what it is told, through the end of the process, and goes on with all of it", async () => {
  const dir = newDirectory();
  const first = await open(dir);
  await start(first, 3);
  await first.client.raiseEvent(it, "number", 1);
  await first.client.suspend(it, "maintenance");
  await first.client.suspend(it, "maintenance");
  expect(await statusOf(first)).toBe("Suspended");
  await first.client.raiseEvent(it, "number", 10);
  await first.client.raiseEvent(it, "number", 100);
  await first.close();
  const second = await open(dir);
  expect(await statusOf(second)).toBe("Suspended");
  expect((await second.client.list({ statuses: ["Suspended"] })).items.map(({ instanceId: id }) => id)).toEqual(["it"]);
  await second.client.resume(it, "done");
  expect(await second.client.wait(it, { timeoutMs: 10_000 })).toMatchObject({ status: "Completed", output: "111" });
});

test("it may be terminated, and what has ended or never was is neither suspended nor resumed", async () => {
  const hub = await open();
  await start(hub, 1);
  await hub.client.suspend(it, "maintenance");
  expect(await hub.client.terminate(it, "no more")).toEqual({ terminated: true });
  expect(await statusOf(hub)).toBe("Terminated");
  await expect(hub.client.suspend(it, "late")).rejects.toBeInstanceOf(InstanceFinished);
  await expect(hub.client.resume(it, "late")).rejects.toBeInstanceOf(InstanceFinished);
  await expect(hub.client.resume(instanceId("nobody"), "x")).rejects.toBeInstanceOf(InstanceNotFound);
});

test("one that runs is resumed without harm", async () => {
  const hub = await open();
  await start(hub, 1);
  await hub.client.resume(it, "for nothing");
  await hub.client.raiseEvent(it, "number", 5);
  expect((await hub.client.wait(it, { timeoutMs: 10_000 })).output).toBe("5");
});

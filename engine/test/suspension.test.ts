import {
  defineActivity,
  type Hub,
  InstanceFinished,
  InstanceNotFound,
  instanceId,
  openHub,
  orchestration,
} from "@dacapo/engine";
import { afterEach, expect, test } from "vitest";
import * as z from "zod";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const counting = orchestration<number>("counting", function* (ctx, expected) {
  let sum = 0;
  for (let index = 0; index < expected; index++) sum += yield* ctx.waitForEvent<number>("number");
  return sum;
});

/** Two activities that succeed at their third attempt: the policy of one is data, that of the other has a condition. */
const repeating = orchestration("repeating", function* (ctx) {
  const policy = { maxAttempts: 5, firstDelayMs: 1, backoff: 1 };
  return yield* ctx.all([
    ctx.call("third-time", { name: "data" }, { retry: policy }),
    ctx.call("third-time", { name: "condition" }, { retry: { ...policy, retryIf: () => true } }),
  ]);
});

let attempts: string[] = [];
/** Attempts do not end before this lets them. */
let mayEnd: Promise<void> = Promise.resolve();
const thirdTime = defineActivity({
  name: "third-time",
  title: "Third time",
  description: "Succeeds at the third attempt.",
  icon: "repeat",
  effects: "idempotent",
  input: z.object({ name: z.string() }),
  output: z.number(),
  run: async ({ name }) => {
    attempts.push(name);
    await mayEnd;
    const attempt = times(name);
    if (attempt < 3) throw new Error("not yet");
    return attempt;
  },
});
const times = (name: string) => attempts.filter((each) => each === name).length;

const hubs: Hub[] = [];
const directories: TemporaryDirectory[] = [];
const newDirectory = (): string => {
  const directory = temporaryDirectory("suspension");
  directories.push(directory);
  return directory.path;
};
const open = async (dir = newDirectory()) => {
  const hub = await openHub({ dir, orchestrations: [counting, repeating], activities: [thirdTime], threads: 0 });
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

test("its activities go on, with the repeats that are the partition's; what its code decides waits for the resumption", async () => {
  const hub = await open();
  attempts = [];
  let end: () => void = () => undefined;
  mayEnd = new Promise((resolve) => {
    end = resolve;
  });
  await hub.client.start("repeating", {}, { instanceId: "it" });
  await expect.poll(() => attempts.length).toBe(2);
  await hub.client.suspend(it, "maintenance");
  end();
  await expect.poll(() => times("data")).toBe(3);
  const ended = async () =>
    (await hub.client.history(it)).flatMap(({ type }) => (type.startsWith("Activity") ? [type] : []));
  await expect.poll(ended).toContain("ActivityCompleted");
  await expect.poll(ended).toContain("ActivityFailed");
  expect(times("condition")).toBe(1);
  expect(await statusOf(hub)).toBe("Suspended");
  await hub.client.resume(it, "done");
  expect(await hub.client.wait(it, { timeoutMs: 10_000 })).toMatchObject({ status: "Completed", output: "[3,3]" });
});

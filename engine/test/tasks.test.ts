import { defineActivity, type Hub, instanceId, openHub, orchestration } from "@dacapo/engine";
import { afterEach, expect, test } from "vitest";
import * as z from "zod";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const aborted: string[] = [];
const told: (readonly [attempt: number, key: string])[] = [];
const shape = { title: "T", description: "D", icon: "box", effects: "idempotent", output: z.unknown() } as const;
const slow = defineActivity({
  ...shape,
  name: "slow",
  input: z.unknown(),
  run: (_input, { signal, taskId }) =>
    new Promise((_, reject) => {
      signal.addEventListener("abort", () => {
        aborted.push(`task ${taskId}`);
        reject(new Error("aborted"));
      });
    }),
});
const flaky = defineActivity({
  ...shape,
  name: "flaky",
  input: z.unknown(),
  run: (_input, { attempt, idempotencyKey }) => {
    told.push([attempt, idempotencyKey]);
    if (attempt < 3) throw Object.assign(new Error(`no ${attempt}`), { code: "Busy" });
    return `attempt ${attempt}`;
  },
});
const sleeper = orchestration("sleeper", function* (ctx) {
  yield* ctx.sleep(3_600_000);
});
const racing = orchestration("racing", function* (ctx) {
  const first = yield* ctx.race([
    ctx.call("slow", null),
    ctx.callSub("sleeper", null, { instanceId: "loser" }),
    ctx.waitForEvent("never"),
    ctx.sleep(2 ** 33),
    ctx.sleep(100),
  ]);
  return first ?? "the timer";
});
const picky = orchestration("picky", function* (ctx) {
  const retry = { maxAttempts: 5, firstDelayMs: 5, retryIf: ({ code }: { readonly code: string }) => code === "Busy" };
  return yield* ctx.call("flaky", null, { retry });
});

const hubs: Hub[] = [];
const directories: TemporaryDirectory[] = [];
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.close();
  for (const directory of directories.splice(0)) directory.remove();
});
const open = async () => {
  const directory = temporaryDirectory("tasks");
  directories.push(directory);
  const orchestrations = [sleeper, racing, picky];
  const hub = await openHub({ dir: directory.path, activities: [slow, flaky], orchestrations, threads: 0 });
  hubs.push(hub);
  return hub;
};
const ended = (hub: Hub, id: string) => hub.client.wait(instanceId(id), { timeoutMs: 10_000 });

test("the losers of a race are stopped: an activity by its signal, an orchestration by a termination", async () => {
  const hub = await open();
  await hub.client.start({ name: "racing" }, null, { instanceId: "race" });
  expect((await ended(hub, "race")).output).toBe('"the timer"');
  expect(aborted).toEqual(["task 1"]);
  expect(await ended(hub, "loser")).toMatchObject({ status: "Terminated" });
});

test("attempts that the orchestration decides about have one idempotency key, and are numbered", async () => {
  const hub = await open();
  await hub.client.start({ name: "picky" }, null, { instanceId: "p" });
  expect((await ended(hub, "p")).output).toBe('"attempt 3"');
  expect(told.map(([attempt]) => attempt)).toEqual([1, 2, 3]);
  expect(new Set(told.map(([, key]) => key)).size).toBe(1);
});

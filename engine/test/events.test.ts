import { type Hub, InstanceFinished, InstanceNotFound, instanceId, openHub, orchestration } from "@dacapo/engine";
import { afterEach, expect, test } from "vitest";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const approval = orchestration<{ readonly timeoutMs?: number }>("approval", function* (ctx, input) {
  try {
    const approved = yield* ctx.waitForEvent<{ readonly by: string }>("Approved", input ?? {});
    return `approved by ${approved.by}`;
  } catch (error) {
    return `not approved: ${(error as { readonly code?: string }).code}`;
  }
});
const collector = orchestration("collector", function* (ctx) {
  yield* ctx.sleep(30);
  const first = yield* ctx.waitForEvent("item");
  const second = yield* ctx.waitForEvent("ITEM");
  return [first, second];
});
const sender = orchestration<{ readonly to: string }>("sender", function* (ctx, { to }) {
  yield* ctx.sleep(0);
  ctx.sendEvent(to, "approved", { by: "the sender" });
  ctx.sendEvent("nobody", "approved", {});
});
const counting = orchestration<number>("counting", function* (ctx, count) {
  ctx.setCustomStatus({ count });
  const more = yield* ctx.waitForEvent<boolean>("more");
  if (more) ctx.continueAsNew(count + 1);
  return count;
});
const loop = orchestration<number>("loop", function* (ctx, left) {
  yield* ctx.sleep(0);
  if (left > 0) ctx.continueAsNew(left - 1);
  return "through";
});
const orchestrations = [approval, collector, sender, counting, loop];

const hubs: Hub[] = [];
const directories: TemporaryDirectory[] = [];
const newDirectory = (): string => {
  const directory = temporaryDirectory("events");
  directories.push(directory);
  return directory.path;
};
const open = async (dir: string) => {
  const hub = await openHub({ dir, orchestrations, threads: 0 });
  hubs.push(hub);
  return hub;
};
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.close();
  for (const directory of directories.splice(0)) directory.remove();
});

const output = async (hub: Hub, id: string) => (await hub.client.wait(instanceId(id), { timeoutMs: 10_000 })).output;
const start = (hub: Hub, name: string, id: string, input?: unknown) =>
  hub.client.start({ name }, input, { instanceId: id });

test("an event reaches who waits for it, whatever the case of its name", async () => {
  const hub = await open(newDirectory());
  await start(hub, "approval", "a");
  await hub.client.raiseEvent(instanceId("a"), "APPROVED", { by: "Ada" });
  expect(await output(hub, "a")).toBe('"approved by Ada"');
});

test("events that came early are kept, and taken in their order", async () => {
  const hub = await open(newDirectory());
  await start(hub, "collector", "c");
  await hub.client.raiseEvent(instanceId("c"), "item", 1);
  await hub.client.raiseEvent(instanceId("c"), "Item", 2);
  expect(await output(hub, "c")).toBe("[1,2]");
  const history = await hub.client.history(instanceId("c"));
  const raised = history.filter((event) => event.type === "EventRaised").map(({ seq }) => seq);
  const taken = history.filter((event) => event.type === "EventReceived").map((event) => event.raisedSeq);
  expect(taken).toEqual(raised);
});

test("a wait ends in a failure when its time is up", async () => {
  const hub = await open(newDirectory());
  await start(hub, "approval", "late", { timeoutMs: 20 });
  expect(await output(hub, "late")).toBe('"not approved: Timeout"');
});

test("an instance raises an event for another; one for nobody is dropped", async () => {
  const hub = await open(newDirectory());
  await start(hub, "approval", "a");
  await start(hub, "sender", "s", { to: "a" });
  expect(await output(hub, "a")).toBe('"approved by the sender"');
  expect((await hub.client.wait(instanceId("s"))).status).toBe("Completed");
});

test("a client is told when nobody can get its event", async () => {
  const hub = await open(newDirectory());
  await expect(hub.client.raiseEvent(instanceId("nobody"), "x")).rejects.toBeInstanceOf(InstanceNotFound);
  await start(hub, "sender", "s", { to: "nobody" });
  await hub.client.wait(instanceId("s"));
  await expect(hub.client.raiseEvent(instanceId("s"), "x")).rejects.toBeInstanceOf(InstanceFinished);
});

test("events, waits and their time limits outlast the process", async () => {
  const dir = newDirectory();
  const first = await open(dir);
  await start(first, "collector", "c");
  await start(first, "approval", "late", { timeoutMs: 200 });
  await first.client.raiseEvent(instanceId("c"), "item", 1);
  await first.close();
  const second = await open(dir);
  await second.client.raiseEvent(instanceId("c"), "item", 2);
  expect(await output(second, "c")).toBe("[1,2]");
  expect(await output(second, "late")).toBe('"not approved: Timeout"');
});

test("an instance that continues as new keeps its events, its id and when it was made", async () => {
  const hub = await open(newDirectory());
  await start(hub, "counting", "n", 1);
  const before = await hub.client.status(instanceId("n"));
  for (const more of [true, true, false]) await hub.client.raiseEvent(instanceId("n"), "more", more);
  const ended = await hub.client.wait(instanceId("n"), { timeoutMs: 10_000 });
  expect(ended).toMatchObject({ output: "3", customStatus: '{"count":3}', input: "3", status: "Completed" });
  expect(ended.createdAtMs).toBe(before?.createdAtMs);
  expect(ended.executionId).toBe(`${before?.executionId}~3`);
  const history = await hub.client.history(instanceId("n"));
  expect(history.map(({ type }) => type).slice(0, 2)).toEqual(["ExecutionStarted", "ContinuedAsNew"]);
});

test("who follows an instance that continues as new sees each execution that became durable from its first event", async () => {
  const hub = await open(newDirectory());
  await start(hub, "counting", "n", 1);
  const seen: string[] = [];
  const following = (async () => {
    for await (const events of hub.client.subscribe(instanceId("n"))) {
      for (const event of events) seen.push(`${event.seq} ${event.type}`);
    }
  })();
  await hub.client.raiseEvent(instanceId("n"), "more", true);
  await hub.client.raiseEvent(instanceId("n"), "more", false);
  await following;
  expect(seen.filter((line) => line === "1 ExecutionStarted").length).toBeGreaterThan(1);
  expect(seen.at(-1)).toContain("ExecutionCompleted");
});

test("hundreds of executions of one instance, and others meanwhile", async () => {
  const hub = await open(newDirectory());
  await start(hub, "loop", "forever", 300);
  await start(hub, "approval", "a");
  await hub.client.raiseEvent(instanceId("a"), "approved", { by: "Bob" });
  expect(await output(hub, "a")).toBe('"approved by Bob"');
  expect(await output(hub, "forever")).toBe('"through"');
});

import { type Hub, instanceId, openHub, orchestration } from "@dacapo/engine";
import { afterEach, expect, test } from "vitest";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const factorial = orchestration<number>("factorial", function* (ctx, n) {
  if (n <= 1) return 1;
  return n * (yield* ctx.callSub<number>("factorial", n - 1));
});
const family = orchestration<number>("family", function* (ctx, count) {
  const children = Array.from({ length: count }, (_, index) =>
    ctx.callSub<number>("factorial", index, { instanceId: `${ctx.instanceId}-${index}` }),
  );
  return yield* ctx.all(children);
});
const waiting = orchestration("waiting", function* (ctx) {
  return yield* ctx.waitForEvent("go");
});
const parent = orchestration("parent", function* (ctx) {
  try {
    return yield* ctx.callSub("waiting", null, { instanceId: "child" });
  } catch (error) {
    return `${(error as { readonly name: string }).name} ${(error as { readonly code?: string }).code}`;
  }
});

const hubs: Hub[] = [];
const directories: TemporaryDirectory[] = [];
const newDirectory = (): string => {
  const directory = temporaryDirectory("sub");
  directories.push(directory);
  return directory.path;
};
const open = async (dir = newDirectory()) => {
  const hub = await openHub({ dir, orchestrations: [factorial, family, waiting, parent], threads: 0 });
  hubs.push(hub);
  return hub;
};
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.close();
  for (const directory of directories.splice(0)) directory.remove();
});
const start = (hub: Hub, name: string, id: string, input?: unknown) =>
  hub.client.start({ name }, input, { instanceId: id });
const ended = (hub: Hub, id: string) => hub.client.wait(instanceId(id), { timeoutMs: 10_000 });
/** A child is there as soon as its parent's turn is durable, which is a little after its parent. */
const isThere = async (hub: Hub, id: string) => {
  while ((await hub.client.status(instanceId(id))) === undefined)
    await new Promise((resolve) => setTimeout(resolve, 5));
};

test("an orchestration calls itself, deeper and deeper", async () => {
  const hub = await open();
  await start(hub, "factorial", "f", 10);
  expect((await ended(hub, "f")).output).toBe("3628800");
});

test("children run beside each other, and say whose they are", async () => {
  const hub = await open();
  await start(hub, "family", "fan", 8);
  expect((await ended(hub, "fan")).output).toBe("[1,1,2,6,24,120,720,5040]");
  expect(await hub.client.status(instanceId("fan-3"))).toMatchObject({ parentId: "fan", status: "Completed" });
  expect((await hub.client.status(instanceId("fan")))?.parentId).toBeUndefined();
});

test("a termination reaches the children, and a child's its parent", async () => {
  const hub = await open();
  await start(hub, "parent", "p");
  await isThere(hub, "child");
  await hub.client.terminate(instanceId("child"), "test");
  expect((await ended(hub, "p")).output).toBe('"SubOrchestrationError Terminated"');
  const other = await open();
  await start(other, "parent", "p");
  await isThere(other, "child");
  await other.client.terminate(instanceId("p"), "test");
  expect((await ended(other, "child")).status).toBe("Terminated");
});

test("an id that is taken fails the call and leaves who has it alone", async () => {
  const hub = await open();
  await start(hub, "waiting", "child");
  await start(hub, "parent", "p");
  expect((await ended(hub, "p")).output).toBe('"SubOrchestrationError InstanceExists"');
  expect((await hub.client.status(instanceId("child")))?.status).toBe("Running");
});

test("parents and children find each other again after the process has ended", async () => {
  const dir = newDirectory();
  const first = await open(dir);
  await start(first, "parent", "p");
  await isThere(first, "child");
  await first.close();
  const second = await open(dir);
  await second.client.raiseEvent(instanceId("child"), "go", "gone");
  expect((await ended(second, "p")).output).toBe('"gone"');
});

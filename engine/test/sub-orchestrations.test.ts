import { type Hub, type HubLogEntry, instanceId, openHub, orchestration, replayHistory } from "@dacapo/engine";
import { afterEach, describe, expect, test } from "vitest";
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

/** Fails as often as it is told to, counted by the ids of its attempts. */
const stubborn = orchestration<{ readonly good: string; readonly nonRetriable?: boolean }>(
  "stubborn",
  function* (ctx, { good, nonRetriable }) {
    yield* ctx.sleep(0);
    if (ctx.instanceId === good) return ctx.instanceId;
    throw Object.assign(new Error(`not ${ctx.instanceId}`), { code: "NotYet", nonRetriable: nonRetriable === true });
  },
);
const patient = orchestration<{ readonly good: string; readonly nonRetriable?: boolean }>(
  "patient",
  function* (ctx, input) {
    const retry = { maxAttempts: 3, firstDelayMs: 5, backoff: 1 };
    try {
      return yield* ctx.callSub("stubborn", input, { instanceId: "try", retry });
    } catch (error) {
      return (error as Error).message;
    }
  },
);
const starter = orchestration<string>("starter", function* (ctx, ending) {
  const id = ctx.startSub("waiting", null);
  ctx.startSub("waiting", null, { instanceId: "named" });
  if (ending === "fails") throw new Error(id);
  if (ending === "waits") yield* ctx.waitForEvent("never");
  return id;
});

const hubs: Hub[] = [];
const directories: TemporaryDirectory[] = [];
const log: HubLogEntry[] = [];
const orchestrations = [factorial, family, waiting, parent, stubborn, patient, starter];
const newDirectory = (): string => {
  const directory = temporaryDirectory("sub");
  directories.push(directory);
  return directory.path;
};
const open = async (dir = newDirectory()) => {
  const hub = await openHub({ dir, orchestrations, threads: 0, log: (entry) => log.push(entry) });
  hubs.push(hub);
  return hub;
};
afterEach(async () => {
  log.length = 0;
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

test("a child knows its parent, also as a new execution; what it logs is in the operator's log, once", async () => {
  const knowing = orchestration<number>("knowing", function* (ctx, round) {
    ctx.log("warn", "here I am", { round });
    yield* ctx.sleep(1);
    if (round === 0) {
      ctx.continueAsNew(1);
      return null;
    }
    return [ctx.parent, ctx.version ?? "no version"];
  });
  const above = orchestration("above", function* (ctx) {
    return [ctx.parent ?? "nobody", yield* ctx.callSub("knowing", 0, { instanceId: "below" })];
  });
  const lines: HubLogEntry[] = [];
  const dir = newDirectory();
  const options = { dir, orchestrations: [knowing, above], threads: 0, log: (line: HubLogEntry) => lines.push(line) };
  const hub = await openHub(options);
  hubs.push(hub);
  await start(hub, "above", "top");
  expect((await ended(hub, "top")).output).toBe('["nobody",["top","no version"]]');
  expect(lines.filter(({ event }) => event === "OrchestrationLog")).toEqual(
    [0, 1].map((round) => ({
      level: "warn",
      event: "OrchestrationLog",
      message: "here I am",
      fields: { instanceId: "below", orchestration: "knowing", data: `{"round":${round}}` },
    })),
  );
});

const asking = orchestration("asking", function* (ctx) {
  return yield* ctx.callSub("factorail", 3, { instanceId: "nobody" });
});

test("a child whose name is not known fails its parent, with the nearest names", async () => {
  const hub = await openHub({ dir: newDirectory(), orchestrations: [factorial, family, asking], threads: 0 });
  hubs.push(hub);
  await start(hub, "asking", "a");
  expect(await ended(hub, "a")).toMatchObject({
    status: "Failed",
    failedNode: "factorail",
    failure: {
      code: "UnknownOrchestration",
      message:
        'No orchestration is registered under the name "factorail". Registered are: asking, factorial, family. Did you mean "factorial"? Published code is called with its version.',
      nonRetriable: true,
    },
  });
  expect(await hub.client.status(instanceId("nobody"))).toMatchObject({ status: "Failed", eventCount: 3 });
});

describe("a call with a retry policy", () => {
  test("starts it anew until it ends well, each attempt an instance, each wait a timer in the history", async () => {
    const hub = await open();
    await start(hub, "patient", "p", { good: "try:3" });
    expect((await ended(hub, "p")).output).toBe('"try:3"');
    expect((await ended(hub, "try")).failure?.code).toBe("NotYet");
    expect((await ended(hub, "try:2")).failure?.code).toBe("NotYet");
    const history = await hub.client.history(instanceId("p"));
    expect(history.filter(({ type }) => type === "TimerCreated")).toHaveLength(2);
    expect(replayHistory(patient, history)).toMatchObject({ kind: "agrees" });
  });

  test("fails with the last failure when all attempts have", async () => {
    const hub = await open();
    await start(hub, "patient", "p", { good: "none" });
    expect((await ended(hub, "p")).output).toBe('"not try:3"');
  });

  test("does not repeat what a repeat cannot help", async () => {
    const hub = await open();
    await start(hub, "patient", "p", { good: "try:2", nonRetriable: true });
    expect((await ended(hub, "p")).output).toBe('"not try"');
    expect(await hub.client.status(instanceId("try:2"))).toBeUndefined();
  });
});

describe("an instance that is started and not called", () => {
  test.each(["completes", "fails", "waits"])("outlives its starter that %s", async (ending) => {
    const hub = await open();
    await start(hub, "starter", "s", ending);
    await isThere(hub, "named");
    if (ending === "waits") await hub.client.terminate(instanceId("s"), "test");
    const { output, failure } = await ended(hub, "s");
    const id = ending === "completes" ? (JSON.parse(output as string) as string) : failure?.message;
    expect((await hub.client.status(instanceId("named")))?.parentId).toBeUndefined();
    await hub.client.raiseEvent(instanceId("named"), "go", ending);
    expect((await ended(hub, "named")).output).toBe(`"${ending}"`);
    if (id === undefined) return;
    await hub.client.raiseEvent(instanceId(id), "go", "free");
    expect((await ended(hub, id)).output).toBe('"free"');
  });

  test("under an id that is taken is not started, and the operator is told", async () => {
    const hub = await open();
    await start(hub, "waiting", "named");
    await start(hub, "starter", "s", "completes");
    expect((await ended(hub, "s")).status).toBe("Completed");
    expect((await hub.client.status(instanceId("named")))?.status).toBe("Running");
    expect(log.find(({ event }) => event === "IgnoredStart")?.fields).toMatchObject({
      instanceId: "named",
      startedBy: "s",
    });
  });
});

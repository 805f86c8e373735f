import {
  defineEntity,
  entityId,
  type Hub,
  type HubLogEntry,
  InvalidInput,
  instanceId,
  openHub,
  orchestration,
} from "@dacapo/engine";
import { afterEach, describe, expect, test } from "vitest";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

/** What happened to it, and when. */
const diary = defineEntity<{ lines: { readonly line: string; readonly atMs: number }[] }>({
  name: "diary",
  initialState: () => ({ lines: [] }),
  operations: {
    note: (ctx, line: string) => void ctx.state.lines.push({ line, atMs: ctx.now() }),
    remind(ctx, { line, inMs }: { readonly line: string; readonly inMs: number }) {
      ctx.signal(ctx.entityId, "note", line, { atMs: ctx.now() + inMs });
    },
    begin: (ctx, id?: string) => ctx.startOrchestration("errand", ctx.key, id === undefined ? {} : { instanceId: id }),
    fail(ctx) {
      ctx.startOrchestration("errand", "never", { instanceId: "never" });
      ctx.signal(ctx.entityId, "note", "never", { atMs: ctx.now() });
      throw new Error("after all not");
    },
    burn(ctx) {
      ctx.state = undefined as never;
    },
  },
});
const errand = orchestration<string>("errand", function* (ctx, from) {
  yield* ctx.sleep(1);
  ctx.signalEntity(entityId("diary", from), "note", "errand", { atMs: ctx.now() + 30 });
  return `for ${from}`;
});
const asking = orchestration<string>("asking", function* (ctx, operation) {
  return yield* ctx.callEntity(one, operation);
});
const holding = orchestration<string>("holding", function* (ctx, ending) {
  yield* ctx.lock(one, two);
  if (ending === "fails") throw new Error("on purpose");
  if (ending === "continues") ctx.continueAsNew("completes");
  if (ending === "waits") yield* ctx.waitForEvent("never");
});

const one = entityId("diary", "one");
const two = entityId("diary", "two");
const hubs: Hub[] = [];
const directories: TemporaryDirectory[] = [];
const log: HubLogEntry[] = [];
const newDirectory = (): string => {
  const directory = temporaryDirectory("entity-life");
  directories.push(directory);
  return directory.path;
};
const open = async (dir = newDirectory()) => {
  const hub = await openHub({
    dir,
    orchestrations: [errand, asking, holding],
    entities: [diary],
    threads: 0,
    log: (entry) => log.push(entry),
  });
  hubs.push(hub);
  return hub;
};
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.close();
  for (const directory of directories.splice(0)) directory.remove();
  log.length = 0;
});

type Diary = { readonly lines: readonly { readonly line: string; readonly atMs: number }[] } | undefined;
const read = async (hub: Hub, entity = one) => (await hub.client.readEntity(entity)) as Diary;
const linesOf = async (hub: Hub, entity = one) => (await read(hub, entity))?.lines.map(({ line }) => line) ?? [];
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** What a signal does shows in the state, some time after the signal is kept. */
async function eventually<Value>(look: () => Promise<Value>, good: (value: Value) => boolean): Promise<Value> {
  for (let tries = 0; ; tries++) {
    const value = await look();
    if (good(value) || tries === 400) return value;
    await pause(5);
  }
}
let runs = 0;
async function run(hub: Hub, name: string, input: unknown) {
  const id = instanceId(`run-${++runs}`);
  await hub.client.start({ name }, input, { instanceId: id });
  return hub.client.wait(id, { timeoutMs: 10_000 });
}

describe("signals for a time", () => {
  test("of a client, an orchestration and an entity come then, and never early", async () => {
    const hub = await open();
    const beganMs = Date.now();
    await hub.client.signalEntity(one, "note", "client", { atMs: beganMs + 60 });
    await hub.client.signalEntity(one, "remind", { line: "entity", inMs: 40 });
    await run(hub, "errand", "one");
    await hub.client.signalEntity(one, "note", "now");
    await eventually(
      () => linesOf(hub),
      (lines) => lines.length === 4,
    );
    const state = await read(hub);
    expect(state?.lines.map(({ line }) => line).sort()).toEqual(["client", "entity", "errand", "now"]);
    expect(state?.lines.find(({ line }) => line === "entity")?.atMs).toBeGreaterThanOrEqual(beganMs + 40);
    expect(state?.lines.find(({ line }) => line === "client")?.atMs).toBeGreaterThanOrEqual(beganMs + 60);
  });

  test.each(["in the log", "in a snapshot"])("outlast the process, %s", async (where) => {
    const dir = newDirectory();
    const first = await open(dir);
    const dueMs = Date.now() + 600;
    await first.client.signalEntity(one, "note", "later", { atMs: dueMs });
    if (where === "in a snapshot") await first.snapshot();
    await first.close();
    const second = await open(dir);
    await eventually(
      () => linesOf(second),
      (lines) => lines.length > 0,
    );
    const [line, ...others] = (await read(second))?.lines ?? [];
    expect([line?.line, others]).toEqual(["later", []]);
    expect(line?.atMs).toBeGreaterThanOrEqual(dueMs);
  });

  test("refuse what is no time", async () => {
    const hub = await open();
    await expect(hub.client.signalEntity(one, "note", "x", { atMs: Number.NaN })).rejects.toBeInstanceOf(InvalidInput);
  });
});

describe("an entity starts orchestrations", () => {
  test("and gives the id; they live for themselves", async () => {
    const hub = await open();
    const { output } = await run(hub, "asking", "begin");
    const started = instanceId(JSON.parse(output as string) as string);
    const record = await hub.client.wait(started, { timeoutMs: 10_000 });
    expect([record.output, record.parentId]).toEqual(['"for one"', undefined]);
  });

  test("under an id of its choice; one that is taken is told to the operator", async () => {
    const hub = await open();
    await hub.client.signalEntity(one, "begin", "chosen");
    await eventually(
      () => hub.client.status(instanceId("chosen")),
      (record) => record?.status === "Completed",
    );
    await hub.client.signalEntity(one, "begin", "chosen");
    await eventually(
      async () => log.find(({ event }) => event === "IgnoredStart"),
      (entry) => entry !== undefined,
    );
    expect(log.find(({ event }) => event === "IgnoredStart")?.fields).toMatchObject({
      instanceId: "chosen",
      name: "errand",
      startedBy: one,
    });
  });

  test("unless the operation throws", async () => {
    const hub = await open();
    expect((await run(hub, "asking", "fail")).failure?.message).toBe("after all not");
    expect(await hub.client.status(instanceId("never"))).toBeUndefined();
    expect(await linesOf(hub)).toEqual([]);
  });
});

test("an entity whose state is set to undefined is gone from memory and from the store", async () => {
  const dir = newDirectory();
  const hub = await open(dir);
  const residents = async (of: Hub) => (await of.metrics()).partitions.reduce((sum, { resident }) => sum + resident, 0);
  await hub.client.signalEntity(one, "note", "x");
  await eventually(
    () => linesOf(hub),
    (lines) => lines.length === 1,
  );
  await hub.snapshot();
  expect(await residents(hub)).toBe(1);
  await hub.client.signalEntity(one, "burn");
  await eventually(
    () => read(hub),
    (state) => state === undefined,
  );
  await hub.snapshot();
  expect(await residents(hub)).toBe(0);
  await hub.close();
  const again = await open(dir);
  expect([await read(again), await residents(again)]).toEqual([undefined, 0]);
});

test.each(["completes", "fails", "continues", "waits"])("a run that %s holds no lock afterwards", async (ending) => {
  const hub = await open();
  const id = instanceId("holder");
  await hub.client.start("holding", ending, { instanceId: id });
  if (ending === "waits") {
    await eventually(
      () => hub.client.history(id),
      (history) => history.some(({ type }) => type === "LockAcquired"),
    );
    await hub.client.terminate(id, "test");
  }
  const { status } = await hub.client.wait(id, { timeoutMs: 10_000 });
  expect(status).toBe({ completes: "Completed", fails: "Failed", continues: "Completed", waits: "Terminated" }[ending]);
  // Whoever still held them would keep this one waiting.
  expect((await run(hub, "holding", "completes")).status).toBe("Completed");
});

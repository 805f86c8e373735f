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

const account = defineEntity<{ balance: number }>({
  name: "Account",
  initialState: () => ({ balance: 0 }),
  operations: {
    deposit(ctx, amount: number) {
      ctx.state.balance += amount;
      return ctx.state.balance;
    },
    withdraw(ctx, amount: number) {
      ctx.state.balance -= amount;
      ctx.signal(entityId("audit", "all"), "note", ctx.key);
      if (ctx.state.balance < 0) throw new Error(`account ${ctx.key} has too little`);
      return ctx.state.balance;
    },
    balance: (ctx) => ctx.state.balance,
    close: (ctx) => ctx.deleteState(),
    later: async () => 1,
  },
});
const audit = defineEntity<string[]>({
  name: "audit",
  initialState: () => [],
  operations: { note: (ctx, line: string) => void ctx.state.push(line) },
});

const one = entityId("account", "one");
const two = entityId("account", "two");

const transfer = orchestration<{ readonly from: string; readonly to: string; readonly amount: number }>(
  "transfer",
  function* (ctx, { from, to, amount }) {
    const source = ctx.entity("account", from);
    const target = ctx.entity("account", to);
    return yield* ctx.locked([source, target], function* () {
      const balance = yield* ctx.callEntity<number>(source, "balance");
      if (balance < amount) return false;
      yield* ctx.all([ctx.callEntity(source, "withdraw", amount), ctx.callEntity(target, "deposit", amount)]);
      return true;
    });
  },
);
const careless = orchestration("careless", function* (ctx) {
  yield* ctx.lock(one);
  return "left it locked";
});
const stuck = orchestration("stuck", function* (ctx) {
  yield* ctx.lock(one, two);
  yield* ctx.waitForEvent("never");
});
const caller = orchestration<{ readonly entity: string; readonly operation: string; readonly input?: unknown }>(
  "caller",
  function* (ctx, { entity, operation, input }) {
    try {
      return yield* ctx.callEntity(entity, operation, input);
    } catch (error) {
      const { name, code, message } = error as { name: string; code: string; message: string };
      return { name, code, message };
    }
  },
);
const parting = orchestration("parting", function* (ctx) {
  yield* ctx.sleep(0);
  ctx.signalEntity(one, "deposit", 7);
  return "gone";
});

const hubs: Hub[] = [];
const directories: TemporaryDirectory[] = [];
const newDirectory = (): string => {
  const directory = temporaryDirectory("entities");
  directories.push(directory);
  return directory.path;
};
const log: HubLogEntry[] = [];
const open = async (dir = newDirectory()) => {
  const hub = await openHub({
    dir,
    orchestrations: [transfer, careless, stuck, caller, parting],
    entities: [account, audit],
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

let runs = 0;
async function run(hub: Hub, name: string, input?: unknown): Promise<unknown> {
  const id = instanceId(`run-${++runs}`);
  await hub.client.start({ name }, input, { instanceId: id });
  const record = await hub.client.wait(id, { timeoutMs: 10_000 });
  if (record.failure !== undefined) throw new Error(record.failure.message);
  return record.output === undefined || record.output === ("" as string) ? undefined : JSON.parse(record.output);
}
const balanceOf = async (hub: Hub, entity = one) => (await hub.client.readEntity(entity)) as { balance: number };

describe("operations", () => {
  test("are called and signaled, and leave their state behind", async () => {
    const dir = newDirectory();
    const hub = await open(dir);
    await hub.client.signalEntity(one, "deposit", 10);
    expect(await run(hub, "caller", { entity: "@ACCOUNT@one", operation: "deposit", input: 5 })).toBe(15);
    expect(await balanceOf(hub)).toEqual({ balance: 15 });
    await hub.close();
    const again = await open(dir);
    expect(await balanceOf(again)).toEqual({ balance: 15 });
  });

  test("undo everything when they throw, and what comes after them goes on", async () => {
    const hub = await open();
    await hub.client.signalEntity(one, "deposit", 10);
    const failed = await run(hub, "caller", { entity: one, operation: "withdraw", input: 11 });
    expect(failed).toMatchObject({ name: "EntityError", code: "EntityError", message: "account one has too little" });
    expect(await balanceOf(hub)).toEqual({ balance: 10 });
    expect(await hub.client.readEntity(entityId("audit", "all"))).toBeUndefined();
    expect(await run(hub, "caller", { entity: one, operation: "withdraw", input: 4 })).toBe(6);
    expect(
      await run(hub, "caller", { entity: entityId("audit", "all"), operation: "note", input: "x" }),
    ).toBeUndefined();
    expect(await hub.client.readEntity(entityId("audit", "all"))).toEqual(["one", "x"]);
  });

  test("that are unknown are told so, with the known ones", async () => {
    const hub = await open();
    const operation = await run(hub, "caller", { entity: one, operation: "rob" });
    expect(operation).toMatchObject({ code: "UnknownOperation" });
    expect((operation as { message: string }).message).toContain("balance, close, deposit, later, withdraw");
    const entity = await run(hub, "caller", { entity: "@acount@one", operation: "deposit" });
    expect(entity).toMatchObject({ code: "UnknownEntity" });
    expect((entity as { message: string }).message).toContain("account, audit");
  });

  test("that fail without a caller are told to the operator", async () => {
    const hub = await open();
    await hub.client.signalEntity(one, "rob");
    expect(await run(hub, "caller", { entity: one, operation: "balance" })).toBe(0);
    expect(log.find(({ event }) => event === "IgnoredSignal")).toMatchObject({
      fields: { entityId: one, operation: "rob", code: "UnknownOperation" },
    });
  });

  test("wait for nothing", async () => {
    const hub = await open();
    const failed = await run(hub, "caller", { entity: one, operation: "later" });
    expect((failed as { message: string }).message).toContain("Operations are plain functions");
  });

  test("may delete the state", async () => {
    const hub = await open();
    await hub.client.signalEntity(one, "deposit", 10);
    await run(hub, "caller", { entity: one, operation: "close" });
    expect(await hub.client.readEntity(one)).toBeUndefined();
    expect(await run(hub, "caller", { entity: one, operation: "balance" })).toBe(0);
  });

  test("a signal in the last turn of a run is still sent", async () => {
    const hub = await open();
    expect(await run(hub, "parting")).toBe("gone");
    expect(await run(hub, "caller", { entity: one, operation: "balance" })).toBe(7);
  });
});

describe("critical sections", () => {
  test("transfers in opposite directions end, and the sum stays what it was", async () => {
    const hub = await open();
    await hub.client.signalEntity(one, "deposit", 500);
    await hub.client.signalEntity(two, "deposit", 500);
    const transfers = Array.from({ length: 40 }, (_, index) =>
      run(
        hub,
        "transfer",
        index % 2 === 0 ? { from: "one", to: "two", amount: 7 } : { from: "two", to: "one", amount: 3 },
      ),
    );
    expect(await Promise.all(transfers)).toEqual(transfers.map(() => true));
    expect(await balanceOf(hub, one)).toEqual({ balance: 500 - 20 * 7 + 20 * 3 });
    expect(await balanceOf(hub, two)).toEqual({ balance: 500 + 20 * 7 - 20 * 3 });
  });

  test("what a run left locked is free when it has ended, however it ends", async () => {
    const hub = await open();
    expect(await run(hub, "careless")).toBe("left it locked");
    expect(await run(hub, "caller", { entity: one, operation: "balance" })).toBe(0);
    await hub.client.start({ name: "stuck" }, undefined, { instanceId: "stuck" });
    await hub.client.start({ name: "stuck" }, undefined, { instanceId: "behind it" });
    const waiting = run(hub, "caller", { entity: two, operation: "balance" });
    await hub.client.terminate(instanceId("behind it"), "test");
    await hub.client.terminate(instanceId("stuck"), "test");
    expect(await waiting).toBe(0);
  });

  test("locks outlast the process", async () => {
    const dir = newDirectory();
    const first = await open(dir);
    await first.client.start({ name: "stuck" }, undefined, { instanceId: "stuck" });
    await first.client.signalEntity(one, "deposit", 1);
    await first.close();
    const second = await open(dir);
    await second.client.signalEntity(one, "deposit", 2);
    const before = await second.client.readEntity(one);
    await second.client.terminate(instanceId("stuck"), "test");
    expect(await run(second, "caller", { entity: one, operation: "balance" })).toBe(3);
    expect(before === undefined || (before as { balance: number }).balance === 1).toBe(true);
  });
});

test("the id of an entity is no id for an instance", async () => {
  const hub = await open();
  const started = hub.client.start({ name: "parting" }, undefined, { instanceId: one });
  await expect(started).rejects.toBeInstanceOf(InvalidInput);
});

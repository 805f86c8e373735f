import {
  entityCodeStripper,
  entityId,
  type Hub,
  InvalidInput,
  openHub,
  orchestration,
  standardEntitiesModule,
  tryEntityOperation,
} from "@dacapo/engine";
import { compileEntityType, type EntityProgram, type EntityType } from "@dacapo/engine/compiler";
import { afterEach, describe, expect, test } from "vitest";
import { type TemporaryDirectory, temporaryDirectory } from "../support/temporary-directory.js";
import { account, withCode } from "./types.js";

const stripTypes = await entityCodeStripper();
function program(type: EntityType): EntityProgram {
  const compiled = compileEntityType(type, { stripTypes });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.program;
}

const asking = orchestration<{ id: string; calls: readonly (readonly [string, unknown?])[] }>(
  "asking",
  function* (ctx, { id, calls }) {
    const lock = yield* ctx.lock(id as never);
    const answers: unknown[] = [];
    for (const [operation, input] of calls) {
      try {
        answers.push(yield* ctx.callEntity(id as never, operation, input as never));
      } catch (error) {
        const { code, message } = error as { code: string; message: string };
        answers.push({ code, message });
      }
    }
    lock.release();
    return answers;
  },
);

const hubs: Hub[] = [];
const directories: TemporaryDirectory[] = [];
const newDirectory = (): string => {
  const directory = temporaryDirectory("entity-types");
  directories.push(directory);
  return directory.path;
};
const open = async (entityTypes: readonly EntityProgram[] | undefined, dir = newDirectory()): Promise<Hub> => {
  const hub = await openHub({
    dir,
    orchestrations: [asking],
    modules: [standardEntitiesModule],
    ...(entityTypes !== undefined && { entityTypes }),
  });
  hubs.push(hub);
  return hub;
};
const ask = async (hub: Hub, id: string, ...calls: (readonly [string, unknown?])[]): Promise<readonly unknown[]> => {
  const { instanceId } = await hub.client.start("asking", { id, calls } as never);
  const record = await hub.client.wait(instanceId);
  return JSON.parse(record.output ?? "null") as readonly unknown[];
};

afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
  for (const directory of directories.splice(0)) directory.remove();
});

describe("an authored type in a hub", () => {
  test("is called under a lock, keeps its state over a restart, and refuses with codes of its own", async () => {
    const dir = newDirectory();
    const hub = await open([program(account)], dir);
    const id = entityId("account", "ada");
    expect(
      await ask(hub, id, ["deposit", 10], ["withdraw", 3], ["withdraw", 30], ["balance"], ["deposit", -1], ["nothing"]),
    ).toEqual([
      10,
      7,
      { code: "TooLittle", message: "ada has 7 (line 2 of the operation)" },
      7,
      expect.objectContaining({ code: "InvalidInput" }),
      expect.objectContaining({ code: "UnknownOperation" }),
    ]);
    expect(await hub.client.readEntity(id)).toEqual({ balance: 7, moves: ["+10", "-3"] });
    await hubs.pop()?.close();

    const later = await open([program(account)], dir);
    expect(await ask(later, id, ["move-all"], ["balance"])).toEqual([7, 0]);
    expect(await ask(later, id, ["close"])).toEqual([null]);
    expect(await later.client.readEntity(id)).toBeUndefined();
  });

  test("comes, changes and goes without a restart, and what was kept stays", async () => {
    const hub = await open([]);
    const id = entityId("account", "ada");
    expect(await ask(hub, id, ["balance"])).toMatchObject([{ code: "UnknownEntity" }]);
    hub.setEntityTypes([program(account)]);
    expect(await ask(hub, id, ["deposit", 5])).toEqual([5]);

    const strict: EntityType = {
      ...account,
      stateSchema: { type: "object", properties: { cents: { type: "integer" } }, required: ["cents"] },
      initialState: { cents: 0 },
      operations: [
        { name: "read", body: { kind: "expressions", result: "state" } },
        { name: "keep", body: { kind: "expressions", state: "state" } },
        { name: "migrate", body: { kind: "expressions", state: "{ cents: state.balance * 100 }" } },
      ],
    };
    hub.setEntityTypes([program(strict)]);
    expect(await ask(hub, id, ["read"], ["keep"], ["migrate"], ["keep"], ["read"])).toEqual([
      { balance: 5, moves: ["+5"] },
      {
        code: "InvalidState",
        message: expect.stringMatching(/cents: .*kept does not fit either .*before the schema was changed/),
      },
      null,
      null,
      { cents: 500 },
    ]);
    hub.setEntityTypes([]);
    expect(await ask(hub, id, ["read"])).toMatchObject([{ code: "UnknownEntity" }]);
    expect(await hub.client.readEntity(id)).toEqual({ cents: 500 });
  });

  test("may not have the name of another", async () => {
    const hub = await open([]);
    const counter = program({ ...account, name: "counter" });
    expect(() => hub.setEntityTypes([counter])).toThrow(InvalidInput);
    expect(() => hub.setEntityTypes([program(account), program(account)])).toThrow(
      /two types of entity called "account"/,
    );
    await expect(
      openHub({ dir: newDirectory(), modules: [standardEntitiesModule], entityTypes: [counter] }),
    ).rejects.toThrow(/"counter"/);
    const without = await open(undefined);
    expect(() => without.setEntityTypes([program(account)])).toThrow(/Open it with entityTypes/);
  });
});

describe("an operation that breaks a limit ends by itself alone", () => {
  const attacks: readonly (readonly [string, string, string])[] = [
    ["an endless loop", "for (;;);", "CodeTimeLimit"],
    ["a loop that catches all", "for (;;) { try { for (;;); } catch {} }", "CodeTimeLimit"],
    ["a pattern that never ends", "/(a+)+b/.test('a'.repeat(60)); return {};", "CodeTimeLimit"],
    ["a call that asks for no time", "Array(4294967295).indexOf(1);", "CodeTimeLimit"],
    ["a search of long texts", "('a'.repeat(8e6) + 'b').includes('a'.repeat(4e6) + 'c');", "CodeTimeLimit"],
    ["more memory than there is", "new ArrayBuffer(1e9);", "CodeMemoryLimit"],
    // On a machine that is busy its time may be over before.
    ["memory without end", "let all = ['x']; for (;;) all = [...all, ...all];", "CodeMemoryLimit|CodeTimeLimit"],
    ["recursion without end", "(function again() { again(); })();", "CodeStackOverflow"],
    [
      "a result that is too large",
      "return { result: 'x'.repeat(9 * 1024 * 1024) };",
      "CodeOutputTooLarge|CodeMemoryLimit|CodeTimeLimit",
    ],
    ["a state that is no JSON", "return { state: { at: NaN } };", "ValueNotCarried"],
    ["a state that holds itself", "state.self = state; return { state };", "ValueNotCarried"],
    ["a throw", "state.count = 99; throw new Error('on purpose');", "EntityError|CodeError"],
    ["a throw of nothing", "throw undefined;", "EntityError|CodeError"],
    ["a promise", "return Promise.resolve({ state: 1 });", "EntityError|CodeError"],
    ["a promise that never settles", "return new Promise(() => {});", "EntityError|CodeError"],
    ["a text instead of an object", "return 'done';", "EntityError|CodeError"],
    ["a word that means nothing", "return { stat: 1 };", "EntityError|CodeError"],
    ["a state that is undefined", "return { state: undefined };", "EntityError|CodeError"],
    ["the clock", "return { state: Date.now() };", "EntityError|CodeError"],
    [
      "the clock by another way",
      "return { state: new (new Date(0).constructor)().getTime() };",
      "EntityError|CodeError",
    ],
    ["chance", "return { state: Math.random() };", "EntityError|CodeError"],
    ["the process", "return { state: process.env };", "EntityError|CodeError"],
    [
      "the process by another way",
      "return { state: (0, eval)('this').constructor.constructor('return process')().pid };",
      "EntityError|CodeError",
    ],
    ["a module", "return { state: require('node:fs') };", "EntityError|CodeError"],
    ["the network", "return { state: fetch('http://127.0.0.1') };", "EntityError|CodeError"],
  ];

  test.each(attacks)("%s", async (_, source, codes) => {
    const tried = await tryEntityOperation(program(withCode(source)), { operation: "attack" });
    expect(tried).toMatchObject({ kind: "failed", failure: { code: expect.stringMatching(`^(${codes})$`) } });
  });

  test("its state is rolled back, others go on, and what one leaves behind another does not see", async () => {
    const hub = await open([
      program(withCode("globalThis.left = 1; Object.prototype.left = 2; Array.prototype.push = null; for (;;);")),
      program({
        ...withCode("return { result: [typeof left, ({}).left ?? null, typeof [].push] };"),
        name: "innocent",
      }),
      program(account),
    ]);
    const id = entityId("hostile", "x");
    const [hostile, innocent, other] = await Promise.all([
      ask(hub, id, ["count"], ["attack"], ["count"]),
      ask(hub, entityId("innocent", "y"), ["attack"], ["count"]),
      ask(hub, entityId("account", "z"), ["deposit", 1], ["deposit", 2]),
    ]);
    expect(hostile).toEqual([1, expect.objectContaining({ code: "CodeTimeLimit" }), 2]);
    expect(innocent).toEqual([["undefined", null, "function"], 1]);
    expect(other).toEqual([1, 3]);
    expect(await hub.client.readEntity(id)).toEqual({ count: 2 });
    expect(hub.health()).toEqual({ state: "running" });
  });

  test("also in the threads of a hub, and one that was told of a type keeps it when it begins anew", async () => {
    const dir = newDirectory();
    const hub = await openHub({ dir, threads: 1, entityTypes: [], modules: [standardEntitiesModule] });
    hubs.push(hub);
    hub.setEntityTypes([program(withCode("Array(4294967295).indexOf(1);"))]);
    const id = entityId("hostile", "x");
    for (const operation of ["count", "attack", "count"]) await hub.client.signalEntity(id, operation);
    await expect.poll(() => hub.client.readEntity(id), { timeout: 10_000 }).toEqual({ count: 2 });
    expect((await hub.metrics()).threads[0]?.restarts).toBe(0);
  });
});

test("an operation is tried on a state without any entity", async () => {
  const tried = program(account);
  const state = { balance: 4, moves: [] };
  expect(await tryEntityOperation(tried, { operation: "deposit", state, input: 2 })).toEqual({
    kind: "completed",
    state: { balance: 6, moves: ["+2"] },
    result: 6,
  });
  expect(await tryEntityOperation(tried, { operation: "balance" })).toMatchObject({ result: 0 });
  expect(await tryEntityOperation(tried, { operation: "close", state })).toEqual({ kind: "completed", result: null });
  expect(await tryEntityOperation(tried, { operation: "withdraw", state, input: 5, key: "ada" })).toMatchObject({
    kind: "failed",
    failure: {
      code: "TooLittle",
      message: "ada has 4 (line 2 of the operation)",
      details: { line: 2, thrown: { free: 4 } },
    },
  });
  await expect(tryEntityOperation(tried, { operation: "steal" })).rejects.toThrow(/has no operation "steal"/);
});

import { entityId, type Hub, openHub, standardEntitiesModule, standardEntityInfos } from "@dacapo/engine";
import { check, compile, type Graph, type GraphNode } from "@dacapo/engine/compiler";
import { decodeJson, type JsonText, type WorkflowVersion } from "@dacapo/engine/model";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryDirectory } from "./support/temporary-directory.js";

/*
 * The standard entities as workflows use them: graphs that call, signal and lock them are compiled, published and run
 * on a hub whose entities live in other threads.
 */

const directory = temporaryDirectory("standard-entities");
let hub: Hub;
beforeAll(async () => {
  hub = await openHub({ dir: directory.path, modules: [standardEntitiesModule], threads: 2 });
}, 60_000);
afterAll(async () => {
  await hub.close();
  directory.remove();
});

const catalog = { activities: [], entities: standardEntityInfos, workflows: [] };

type Node = Omit<GraphNode, "id" | "name"> & { readonly config: unknown };
type Edge = readonly [from: string, port: string, to: string];

/** A graph whose nodes are called what their ids are. */
function graphOf(name: string, nodes: Readonly<Record<string, Node>>, edges: readonly Edge[]): Graph {
  return {
    formatVersion: 1,
    name,
    nodes: [
      { id: "start", name: "start", type: "start", config: {} },
      ...Object.entries(nodes).map(([id, node]) => ({ ...node, id, name: id }) as GraphNode),
    ],
    edges: edges.map(([from, port, to], index) => ({ id: `e${index}`, from, port, to })),
  };
}

const call = (entity: string, key: string, operation: string, input?: string, parent?: string): Node => ({
  type: "callEntity",
  ...(parent !== undefined && { parent }),
  config: {
    entity,
    key: { literal: key },
    operation,
    ...(input !== undefined && { input: { expression: input } }),
  },
});
const giveBack = (value: string, parent?: string): Node => ({
  type: "return",
  ...(parent !== undefined && { parent }),
  config: { value: { expression: value } },
});

async function publish(graph: Graph): Promise<WorkflowVersion> {
  const compiled = compile(graph, catalog);
  expect(compiled.diagnostics).toEqual([]);
  if (!compiled.ok) throw new Error("The graph has problems.");
  return (await hub.client.publish(compiled.code)).version;
}

let runs = 0;
async function outputOf(version: WorkflowVersion, input: unknown = {}): Promise<unknown> {
  const { instanceId } = await hub.client.start({ version }, input, { instanceId: `run-${++runs}` });
  const { status, output, failure } = await hub.client.wait(instanceId, { timeoutMs: 30_000 });
  if (failure !== undefined) throw new Error(`${failure.code}: ${failure.message}`);
  expect(status).toBe("Completed");
  return decodeJson(output as JsonText);
}

describe("many runs at once", () => {
  test("take each item of a queue once, and are told when it is empty", async () => {
    for (let item = 0; item < 10; item++) await hub.client.signalEntity(entityId("queue", "work"), "put", item);
    const version = await publish(
      graphOf(
        "Worker",
        { take: call("queue", "work", "take"), got: giveBack("take"), none: giveBack("takeError.code") },
        [
          ["start", "out", "take"],
          ["take", "out", "got"],
          ["take", "error", "none"],
        ],
      ),
    );
    const outputs = await Promise.all(Array.from({ length: 16 }, () => outputOf(version)));
    expect(outputs.filter((output) => output !== "QueueEmpty").toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(outputs.filter((output) => output === "QueueEmpty")).toHaveLength(6);
  }, 60_000);

  test("hold no more permits than there are", async () => {
    const version = await publish(
      graphOf(
        "Permit",
        {
          acquire: call("semaphore", "gate", "acquire", "{ holder: input.holder, permits: 3 }"),
          got: giveBack("'in'"),
          none: giveBack("acquireError.code"),
        },
        [
          ["start", "out", "acquire"],
          ["acquire", "out", "got"],
          ["acquire", "error", "none"],
        ],
      ),
    );
    const outputs = await Promise.all(
      Array.from({ length: 12 }, (_, index) => outputOf(version, { holder: `h${index}` })),
    );
    expect(outputs.filter((output) => output === "in")).toHaveLength(3);
    expect(outputs.filter((output) => output === "NoPermit")).toHaveLength(9);
  }, 60_000);

  test("go through a rate limiter when they wait as long as it says", async () => {
    const take = (key: string) => call("rate-limiter", key, "take", "{ limit: 2, perMs: 300 }");
    const version = await publish(
      graphOf(
        "Patient",
        {
          take: take("api"),
          first: giveBack("'at once'"),
          wait: {
            type: "delay",
            config: { durationMs: { expression: "takeError.details.retryAfterMs" } },
          } as Node,
          again: take("api"),
          second: giveBack("'later'"),
        },
        [
          ["start", "out", "take"],
          ["take", "out", "first"],
          ["take", "error", "wait"],
          ["wait", "out", "again"],
          ["again", "out", "second"],
        ],
      ),
    );
    const outputs = await Promise.all(Array.from({ length: 4 }, () => outputOf(version)));
    expect(outputs.toSorted()).toEqual(["at once", "at once", "later", "later"]);
  }, 60_000);

  test("do a thing once, whoever is first", async () => {
    const version = await publish(
      graphOf(
        "Pay once",
        {
          begin: call("once", "payment 7", "begin", "{ by: input.by }"),
          busy: giveBack("'busy'"),
          first: { type: "if", config: { condition: "begin.mine" } } as Node,
          finish: call("once", "payment 7", "finish", "{ by: input.by, result: 'paid by ' + input.by }"),
          did: giveBack("finish"),
          known: giveBack("begin.result"),
        },
        [
          ["start", "out", "begin"],
          ["begin", "error", "busy"],
          ["begin", "out", "first"],
          ["first", "true", "finish"],
          ["first", "false", "known"],
          ["finish", "out", "did"],
        ],
      ),
    );
    const outputs = await Promise.all(Array.from({ length: 8 }, (_, index) => outputOf(version, { by: `r${index}` })));
    const paid = new Set(outputs.filter((output) => output !== "busy"));
    expect(paid.size).toBe(1);
    expect(await outputOf(version, { by: "late" })).toBe([...paid][0]);
  }, 60_000);

  test("change a record and a counter together in a lock", async () => {
    const version = await publish(
      graphOf(
        "Locked",
        {
          alone: {
            type: "lock",
            config: {
              entities: [
                { entity: "counter", key: { literal: "visits" } },
                { entity: "record", key: { literal: "last" } },
              ],
            },
          } as Node,
          before: call("record", "last", "get", undefined, "alone"),
          set: call("record", "last", "set", "(before ?? 0) + 1", "alone"),
          add: call("counter", "visits", "add", "1", "alone"),
          both: giveBack("[set, add]", "alone"),
          tell: {
            type: "signalEntity",
            config: {
              entity: "queue",
              key: { literal: "visitors" },
              operation: "put",
              input: { expression: "alone[1]" },
            },
          } as Node,
          done: giveBack("alone"),
        },
        [
          ["start", "out", "alone"],
          ["before", "out", "set"],
          ["set", "out", "add"],
          ["add", "out", "both"],
          ["alone", "out", "tell"],
          ["tell", "out", "done"],
        ],
      ),
    );
    const outputs = (await Promise.all(Array.from({ length: 10 }, () => outputOf(version)))) as [number, number][];
    for (const [set, add] of outputs) expect(set).toBe(add);
    expect(await hub.client.readEntity(entityId("record", "last"))).toBe(10);
    const told = async () => (await hub.client.readEntity(entityId("queue", "visitors"))) as number[];
    await expect.poll(async () => (await told())?.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  }, 60_000);
});

test("an operation whose input has a default is called without one", () => {
  const graph: Graph = {
    formatVersion: 1,
    name: "count",
    nodes: [
      { id: "start", name: "start", type: "start", config: {} },
      {
        id: "one",
        name: "one",
        type: "callEntity",
        config: { entity: "counter", key: { literal: "visits" }, operation: "add" },
      },
    ],
    edges: [{ id: "e", from: "start", port: "out", to: "one" }],
  };
  expect(check(graph, catalog)).toEqual([]);
});

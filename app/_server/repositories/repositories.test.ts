import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Graph, Layout } from "../api-types";
import type { Database } from "./database";
import { entityTypeRepository } from "./entity-types";
import { postgresqlForTest, sqliteForTest, type TestDatabase } from "./test-databases";
import { type VersionRepository, versionRepository } from "./versions";
import { type WorkflowRepository, workflowRepository } from "./workflows";

const graph = (name: string): Graph => ({
  formatVersion: 1,
  name,
  // Keys that a person chose keep their order: a form shows them so.
  inputSchema: { type: "object", properties: { zeta: { type: "string" }, alpha: { type: "number" } } },
  nodes: [{ id: "start", name: "start", type: "start", config: {} }],
  edges: [],
});
const layout: Layout = { start: { x: 96, y: 160.5 } };

describe.each([
  ["sqlite", sqliteForTest],
  ["postgresql", postgresqlForTest],
] as const)("on %s", (_dialect, make) => {
  let place: TestDatabase;
  let database: Database;
  let workflows: WorkflowRepository;
  let versions: VersionRepository;
  let nowMs = Date.UTC(2026, 0, 1);

  beforeAll(async () => {
    place = await make();
    database = await place.open();
    workflows = workflowRepository(database, () => new Date(nowMs));
    versions = versionRepository(database);
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await place.remove();
  });

  test("a workflow comes back as it was stored, to the byte", async () => {
    const sampleInput = { text: "zero \u0000, half \ud800, ☂", big: 1e300, order: { z: 1, a: 2 }, nothing: null };
    const { workflowId } = await workflows.create({
      graph: graph("Order check"),
      layout,
      sampleInput,
      description: "Checks an order.",
      exampleId: "order-check",
    });
    const found = await workflows.find(workflowId);
    expect(found).toEqual({
      workflowId,
      name: "Order check",
      description: "Checks an order.",
      graph: graph("Order check"),
      layout,
      sampleInput,
      exampleId: "order-check",
      revision: 1,
      createdAt: expect.any(Date),
      updatedAt: new Date(nowMs),
    });
    expect(JSON.stringify(found?.graph)).toBe(JSON.stringify(graph("Order check")));
    expect(JSON.stringify(found?.sampleInput)).toBe(JSON.stringify(sampleInput));
  });

  test("what was not given is absent, and a null input is an input", async () => {
    const { workflowId } = await workflows.create({ graph: graph("Bare"), layout });
    expect(Object.keys((await workflows.find(workflowId)) ?? {})).not.toContain("sampleInput");
    await workflows.rememberInput(workflowId, null);
    expect(await workflows.find(workflowId)).toMatchObject({ sampleInput: null, revision: 1 });
  });

  test("of two saves from the same revision one wins", async () => {
    const { workflowId } = await workflows.create({ graph: graph("Raced"), layout });
    const saves = await Promise.all(
      ["first", "second", "third"].map((name) => workflows.save(workflowId, 1, { graph: graph(name), layout })),
    );
    expect(saves.filter((revision) => revision === 2)).toHaveLength(1);
    expect(saves.filter((revision) => revision === undefined)).toHaveLength(2);
    expect(await workflows.find(workflowId)).toMatchObject({ revision: 2 });
    expect(await workflows.save("nowhere", 1, { graph: graph("x"), layout })).toBeUndefined();
  });

  test("a deleted workflow is gone from everything, once", async () => {
    const { workflowId } = await workflows.create({ graph: graph("Doomed"), layout });
    expect(await workflows.delete(workflowId)).toBe(true);
    expect(await workflows.delete(workflowId)).toBe(false);
    expect(await workflows.find(workflowId)).toBeUndefined();
    expect(await workflows.save(workflowId, 1, { graph: graph("Risen"), layout })).toBeUndefined();
    expect((await workflows.list({ limit: 100 })).map((item) => item.workflowId)).not.toContain(workflowId);
  });

  test("lists what was saved last first, page by page, with none lost or repeated", async () => {
    const made: string[] = [];
    for (let index = 0; index < 7; index++) {
      nowMs += index % 2;
      made.push((await workflows.create({ graph: graph(`Listed ${index}`), layout })).workflowId);
    }
    const everything = await workflows.list({ limit: 100 });
    const sorted = [...everything].sort(
      (a, b) => b.updatedAt.getTime() - a.updatedAt.getTime() || (a.workflowId < b.workflowId ? 1 : -1),
    );
    expect(everything).toEqual(sorted);
    expect(everything.map((item) => item.workflowId)).toEqual(expect.arrayContaining(made));

    const paged: string[] = [];
    for (let page = await workflows.list({ limit: 2 }); page.length > 0; ) {
      paged.push(...page.map((item) => item.workflowId));
      const last = page.at(-1);
      if (last === undefined) break;
      page = await workflows.list({
        limit: 2,
        after: { updatedAtMs: last.updatedAt.getTime(), workflowId: last.workflowId },
      });
    }
    expect(paged).toEqual(everything.map((item) => item.workflowId));
  });

  test("a version is kept once, with the newest drawing of it", async () => {
    const { workflowId } = await workflows.create({ graph: graph("Versioned"), layout });
    const version = {
      workflowId,
      hash: "a".repeat(64),
      name: "Versioned",
      graph: graph("Versioned"),
      layout,
      code: "export default 1;",
      sourceMap: { linesOfNode: { start: [{ from: 1, to: 1 }] }, nodeOfLine: ["start", null] },
    };
    const moved = { ...version, layout: { start: { x: 500, y: 0 } } };
    await Promise.all([versions.put(version), versions.put(version)]);
    await versions.put(moved);
    expect(await versions.find(workflowId, version.hash)).toEqual(moved);
    expect(await versions.find(workflowId, "b".repeat(64))).toBeUndefined();
    expect(await database.prisma.workflowVersion.count({ where: { workflowId } })).toBe(1);
  });

  test("a type of entity is saved once of two, and of what was published the highest revision counts", async () => {
    const types = entityTypeRepository(database, () => new Date(nowMs));
    const type = (name: string) => ({
      formatVersion: 1 as const,
      name,
      initialState: { z: 1, a: "\u0000" },
      operations: [],
    });
    const { entityTypeId } = await types.create(type("first"));
    const saves = await Promise.all(["a", "b"].map((name) => types.save(entityTypeId, 1, type(name))));
    expect(saves.toSorted()).toEqual([2, undefined]);
    await Promise.all([types.publish(entityTypeId, 2, type("two")), types.publish(entityTypeId, 2, type("two"))]);
    await types.publish(entityTypeId, 1, type("one"));
    const found = await types.find(entityTypeId);
    expect(found).toMatchObject({ revision: 2, published: { revision: 2, entityType: type("two") } });
    expect(JSON.stringify(found?.published?.entityType)).toBe(JSON.stringify(type("two")));
    expect((await types.list()).map((each) => each.entityTypeId)).toContain(entityTypeId);
    expect([await types.delete(entityTypeId), await types.delete(entityTypeId)]).toEqual([true, false]);
    expect(await types.find(entityTypeId)).toBeUndefined();
    expect(await types.save(entityTypeId, 2, type("risen"))).toBeUndefined();
  });

  test("what was stored is there after the database was closed and opened again", async () => {
    const { workflowId } = await workflows.create({ graph: graph("Kept"), layout });
    await database.close();
    database = await place.open();
    workflows = workflowRepository(database, () => new Date(nowMs));
    versions = versionRepository(database);
    expect(await workflows.find(workflowId)).toMatchObject({ name: "Kept", graph: graph("Kept") });
  });
});

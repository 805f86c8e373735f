import { type EntityPage, type EntityQuery, entityId, InvalidCursor, InvalidInput } from "@dacapo/engine";
import { describe, expect, test } from "vitest";
import { eventually, everywhere } from "./places.js";

everywhere("lists of entities", (scene) => {
  const call = (entity: string, operation: string, input?: unknown) =>
    scene.output("calling", { entity, operation, input });
  const ids = ({ items }: EntityPage): readonly string[] => items.map(({ entityId }) => entityId);

  /** Tallies with these endings of their keys, each with a state. */
  async function tallies(...endings: readonly string[]): Promise<{ readonly keyPrefix: string }> {
    const keyPrefix = `${scene.newId()}/`;
    await Promise.all(endings.map((ending) => call(entityId("tally", `${keyPrefix}${ending}`), "add", 1)));
    return { keyPrefix };
  }

  async function wholeList(query: EntityQuery): Promise<readonly string[]> {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await scene.client.listEntities({ ...query, ...(cursor !== undefined && { cursor }) });
      seen.push(...ids(page));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return seen;
  }

  test("entities are found by name and by what their keys begin with, in the order of code units", async () => {
    const { keyPrefix } = await tallies("b", "B", "a", "_", "aa");
    await call(entityId("cell", `${keyPrefix}a`), "put", 1);
    const page = await scene.client.listEntities({ name: "TALLY", keyPrefix });
    expect(ids(page)).toEqual(["B", "_", "a", "aa", "b"].map((key) => entityId("tally", `${keyPrefix}${key}`)));
    expect(page.nextCursor).toBeUndefined();
    const narrower = await scene.client.listEntities({ name: "tally", keyPrefix: `${keyPrefix}a` });
    expect(narrower.items.map(({ key }) => key)).toEqual([`${keyPrefix}a`, `${keyPrefix}aa`]);
    expect(await wholeList({})).toEqual(expect.arrayContaining([...ids(page), `@cell@${keyPrefix}a`]));
  });

  test("a line says what the entity is, when it last worked, and its state when that is asked for", async () => {
    const beforeMs = Date.now();
    const { keyPrefix } = await tallies("one");
    const entity = entityId("tally", `${keyPrefix}one`);
    const { items } = await scene.client.listEntities({ name: "tally", keyPrefix });
    expect(items).toEqual([
      {
        entityId: entity,
        name: "tally",
        key: `${keyPrefix}one`,
        queued: 0,
        lastModifiedAtMs: expect.any(Number) as number,
      },
    ]);
    expect(items[0]?.lastModifiedAtMs).toBeGreaterThanOrEqual(beforeMs);
    await call(entity, "add", 2);
    const again = await scene.client.listEntities({ name: "tally", keyPrefix, includeState: true });
    expect(again.items[0]?.state).toEqual({ sum: 3, log: [1, 2] });
  });

  test("entities are found by when they last worked", async () => {
    const { keyPrefix } = await tallies("old");
    await new Promise((resolve) => setTimeout(resolve, 10));
    const betweenMs = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 10));
    await call(entityId("tally", `${keyPrefix}new`), "add", 1);
    const keys = async (query: EntityQuery) => {
      const { items } = await scene.client.listEntities({ name: "tally", keyPrefix, ...query });
      return items.map(({ key }) => key.slice(keyPrefix.length));
    };
    expect(await keys({ lastModifiedFromMs: betweenMs })).toEqual(["new"]);
    expect(await keys({ lastModifiedBeforeMs: betweenMs })).toEqual(["old"]);
    await call(entityId("tally", `${keyPrefix}old`), "add", 1);
    expect(await keys({ lastModifiedFromMs: betweenMs })).toEqual(["new", "old"]);
  });

  test("what was deleted is not listed, nor what has no state: locked, or only waiting for its time", async () => {
    const { keyPrefix } = await tallies("stays", "goes");
    await call(entityId("tally", `${keyPrefix}goes`), "forget");
    const holder = await scene.start("careless", { key: `${keyPrefix}locked`, how: "waits" });
    await eventually(async () => (await scene.history(holder)).some(({ type }) => type === "LockAcquired")).toBe(true);
    await scene.client.signalEntity(entityId("tally", `${keyPrefix}later`), "add", 1, { atMs: Date.now() + 60_000 });
    const listed = async () => (await wholeList({ name: "tally", keyPrefix })).map((id) => id.split("/").at(-1));
    expect(await listed()).toEqual(["stays"]);
    await scene.hub.snapshot();
    expect(await listed()).toEqual(["stays"]);
    await scene.client.terminate(holder, "enough");
  });

  test("a line says who holds the lock, and how much waits", async () => {
    const { keyPrefix } = await tallies("one");
    const entity = entityId("tally", `${keyPrefix}one`);
    const holder = await scene.start("careless", { key: `${keyPrefix}one`, how: "waits" });
    await eventually(async () => (await scene.history(holder)).some(({ type }) => type === "LockAcquired")).toBe(true);
    await scene.client.signalEntity(entity, "add", 1);
    await scene.client.signalEntity(entity, "add", 1);
    const line = async () => (await scene.client.listEntities({ name: "tally", keyPrefix })).items[0];
    expect(await line()).toMatchObject({ lockedBy: holder, queued: 2 });
    await scene.hub.snapshot();
    expect(await line()).toMatchObject({ lockedBy: holder, queued: 2 });
    expect(await scene.client.cleanEntities()).toEqual({ emptyRemoved: 0, locksReleased: 0 });
    expect(await line()).toMatchObject({ lockedBy: holder });
    await scene.client.raiseEvent(holder, "go");
    await eventually(line).toMatchObject({ queued: 0 });
    expect(await line()).not.toHaveProperty("lockedBy");
  });

  test("in pages: every one once, while others come, go and work, and snapshots are written", async () => {
    const endings = Array.from({ length: 40 }, (_, index) => String(index).padStart(2, "0"));
    const { keyPrefix } = await tallies(...endings);
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; ; page++) {
      const query = { name: "tally", keyPrefix, limit: 7, ...(cursor !== undefined && { cursor }) };
      const { items, nextCursor } = await scene.client.listEntities(query);
      expect(items.length).toBeLessThanOrEqual(7);
      seen.push(...items.map(({ key }) => key.slice(keyPrefix.length)));
      cursor = nextCursor;
      if (cursor === undefined) break;
      await call(entityId("tally", `${keyPrefix}${endings[page * 3]}`), "add", 1);
      await call(entityId("tally", `${keyPrefix}${endings[page * 5]}+`), "add", 1);
      await call(entityId("tally", `${keyPrefix}${endings[page * 5]}+`), "forget");
      if (page % 2 === 0) await scene.hub.snapshot();
    }
    expect(seen).toEqual(endings);
  });

  test("a page of large states ends before it is full, and the next one goes on", async () => {
    const keyPrefix = `${scene.newId()}/`;
    const large = "x".repeat(3 * 1024 * 1024);
    const keys = ["a", "b", "c", "d", "e", "f"];
    for (const key of keys) await call(entityId("cell", `${keyPrefix}${key}`), "put", large);
    await scene.hub.snapshot();
    const first = await scene.client.listEntities({ name: "cell", keyPrefix, includeState: true });
    expect(first.items.length).toBeGreaterThan(0);
    expect(first.items.length).toBeLessThan(keys.length);
    expect(new Set(first.items.map(({ state }) => state === large))).toEqual(new Set([true]));
    expect(await wholeList({ name: "cell", keyPrefix, includeState: true })).toHaveLength(keys.length);
    expect(ids(await scene.client.listEntities({ name: "cell", keyPrefix }))).toHaveLength(keys.length);
  });

  describe("a query that cannot be", () => {
    test("is refused with what is wrong with it", async () => {
      const { client } = scene;
      await expect(client.listEntities({ keyPrefix: "a" })).rejects.toThrow("together with the name");
      await expect(client.listEntities({ name: "no name" })).rejects.toBeInstanceOf(InvalidInput);
      await expect(client.listEntities({ limit: 0 })).rejects.toBeInstanceOf(InvalidInput);
      await expect(client.listEntities({ lastModifiedFromMs: Number.NaN })).rejects.toBeInstanceOf(InvalidInput);
      await expect(client.listEntities({ cursor: "nonsense" })).rejects.toBeInstanceOf(InvalidCursor);
      const { nextCursor } = await client.list({ limit: 1 });
      await expect(client.listEntities({ cursor: nextCursor ?? "none" })).rejects.toBeInstanceOf(InvalidCursor);
    });
  });
});

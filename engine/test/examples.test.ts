import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { type EntityId, entityId, type HistoryEvent, type Hub, instanceId, openHub } from "@dacapo/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const EXAMPLES = path.resolve(import.meta.dirname, "../examples");
const PICTURES = path.resolve(import.meta.dirname, "../../examples/image-pipeline/images");
const BOOK = path.resolve(import.meta.dirname, "../../examples/word-count/persuasion.txt");
const NOT_PROGRAMS = ["run.mjs", "programs.mjs", "picture-facts.mjs"];
const modules = fs
  .readdirSync(EXAMPLES)
  .filter((file) => file.endsWith(".mjs") && !NOT_PROGRAMS.includes(file))
  .map((file) => path.join(EXAMPLES, file));

let directory: TemporaryDirectory;
let hub: Hub;
beforeAll(async () => {
  directory = temporaryDirectory("examples");
  hub = await openHub({ dir: path.join(directory.path, "data"), modules, threads: 1 });
}, 60_000);
afterAll(async () => {
  await hub?.close();
  directory?.remove();
});

let runs = 0;
const newId = (name: string): string => `${name}-${++runs}`;
async function ended(id: string): Promise<unknown> {
  const { status, output, failure } = await hub.client.wait(instanceId(id), { timeoutMs: 30_000 });
  if (status !== "Completed") throw new Error(`${id} is ${status}: ${failure?.message}`);
  return JSON.parse(output as string);
}
async function run(name: string, input: unknown, id = newId(name)): Promise<unknown> {
  await hub.client.start(name, input, { instanceId: id });
  return ended(id);
}
const read = async <State>(entity: EntityId): Promise<State> => (await hub.client.readEntity(entity)) as State;
async function eventually<Value>(look: () => Promise<Value>, isGood: (value: Value) => boolean): Promise<Value> {
  for (const endMs = Date.now() + 20_000; ; ) {
    const value = await look();
    if (isGood(value) || Date.now() > endMs) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
const historyOf = (id: string): Promise<readonly HistoryEvent[]> => hub.client.history(instanceId(id));
const folderOf = (name: string): string => {
  const folder = path.join(directory.path, name);
  fs.mkdirSync(folder);
  return folder;
};

describe("sequences", () => {
  test("hello greets each city, in order", async () => {
    expect(await run("hello3", null)).toEqual(["Hello Tokyo!", "Hello Seattle!", "Hello London!"]);
    expect(await run("hello5", null)).toHaveLength(5);
  });

  test("each task is given what the one before it gave, one at a time", async () => {
    const id = newId("sequence");
    expect(await run("sequence", { from: 7, steps: 20 }, id)).toBe(27);
    const asked = (await historyOf(id)).flatMap((event) => (event.type === "ActivityScheduled" ? [event.input] : []));
    expect(asked).toEqual(Array.from({ length: 20 }, (_, step) => `${7 + step}`));
  });

  test("a fan-out adds up all squares", async () => {
    expect(await run("fanOut", { tasks: 30 })).toBe((30 * 31 * 61) / 6);
  });
});

test("bank: transfers to and fro keep the sum, and no account falls below nothing", async () => {
  const accounts = ["ada", "bob", "eve"].map((key) => entityId("account", key));
  for (const account of accounts) await hub.client.signalEntity(account, "add", 100);
  const keys = ["ada", "bob", "eve"];
  const transfers = Array.from({ length: 30 }, (_, index) =>
    run("transfer", { from: keys[index % 3], to: keys[(index + 1 + (index % 2)) % 3], amount: 10 + 7 * (index % 6) }),
  );
  expect(await run("transfer", { from: "ada", to: "bob", amount: 1_000 })).toBe("refused");
  for (const answer of await Promise.all(transfers)) expect(["transferred", "refused"]).toContain(answer);
  const balances = await Promise.all(accounts.map((account) => read<number>(account)));
  expect(balances.reduce((sum, balance) => sum + balance, 0)).toBe(300);
  expect(Math.min(...balances)).toBeGreaterThanOrEqual(0);
});

describe("image recognition", () => {
  test("labels every picture of the gallery, and puts aside what is none", async () => {
    const answers = (await run("recognizeFolder", { folder: PICTURES, album: "gallery" })) as readonly {
      file: string;
    }[];
    const files = fs.readdirSync(PICTURES).sort();
    expect(answers.map(({ file }) => file)).toEqual(files);
    type Album = { readonly byLabel: Record<string, readonly string[]>; readonly refused: Record<string, string> };
    const { byLabel, refused } = await read<Album>(entityId("album", "gallery"));
    expect(byLabel.panorama).toEqual(["dusk-panorama.jpg", "plot-wide.png"]);
    expect(byLabel.icon).toEqual(["icon-tiny.png"]);
    expect(byLabel.transparent).toEqual(["badge-transparent.png", "glass-alpha.webp", "icon-tiny.png"]);
    expect(byLabel.greyscale).toContain("cells-greyscale.png");
    // Held upright, as its EXIF data says; its pixels lie on their side.
    expect(byLabel.portrait).toEqual(["ball-portrait.jpg", "phone-turned.jpg"]);
    expect(Object.keys(refused).sort()).toEqual(["broken-upload.jpg", "scan-old.bmp"]);
    expect(refused["broken-upload.jpg"]).toContain("ends before the picture does");
    const seen = new Set([...Object.values(byLabel).flat(), ...Object.keys(refused)]);
    expect([...seen].sort()).toEqual(files);
  });
});

describe("snapshot obfuscation", () => {
  const rows = [
    { name: "Ada", email: "ada@somewhere.test", orders: 3 },
    { name: "Bob", email: "bob@somewhere.test", orders: 1 },
    { name: "Ada", email: "ada@somewhere.test", orders: 2 },
  ];
  const times = { takesMs: 150, pollMs: 30, patienceMs: 10_000 };

  test("asks by a timer until the copy is there, replaces what is personal, and deletes the copy", async () => {
    const folder = folderOf("obfuscation");
    fs.writeFileSync(path.join(folder, "snapshot.json"), JSON.stringify(rows));
    const id = newId("obfuscate");
    const input = { folder, snapshot: "snapshot.json", file: "out.json", ...times };
    expect(await run("obfuscateSnapshot", input, id)).toMatchObject({ rows: 3 });
    const exported = fs.readFileSync(path.join(folder, "out.json"), "utf8");
    for (const secret of ["Ada", "Bob", "somewhere.test"]) expect(exported).not.toContain(secret);
    const [first, second, third] = JSON.parse(exported) as typeof rows;
    expect([first?.orders, second?.orders, third?.orders]).toEqual([3, 1, 2]);
    expect([third?.name, third?.email]).toEqual([first?.name, first?.email]);
    expect(second?.name).not.toBe(first?.name);
    expect((await historyOf(id)).filter(({ type }) => type === "TimerFired").length).toBeGreaterThan(0);
    expect(fs.readdirSync(folder).sort()).toEqual(["out.json", "snapshot.json"]);
  });

  test("fails on a row that it does not understand, exports nothing, and deletes the copy all the same", async () => {
    const folder = folderOf("obfuscation-fails");
    fs.writeFileSync(path.join(folder, "snapshot.json"), JSON.stringify([...rows, { nom: "Eve" }]));
    const id = newId("obfuscate");
    const input = { folder, snapshot: "snapshot.json", file: "out.json", ...times };
    await hub.client.start("obfuscateSnapshot", input, { instanceId: id });
    const { status, failure } = await hub.client.wait(instanceId(id), { timeoutMs: 30_000 });
    expect([status, failure?.code]).toEqual(["Failed", "UnexpectedRow"]);
    expect(fs.readdirSync(folder)).toEqual(["snapshot.json"]);
  });

  test("gives up a restore that takes too long, and deletes the copy", async () => {
    const folder = folderOf("obfuscation-late");
    fs.writeFileSync(path.join(folder, "snapshot.json"), JSON.stringify(rows));
    const id = newId("obfuscate");
    const never = { takesMs: 3_600_000, pollMs: 20, patienceMs: 100 };
    const input = { folder, snapshot: "snapshot.json", file: "out.json", ...never };
    await hub.client.start("obfuscateSnapshot", input, { instanceId: id });
    expect((await hub.client.wait(instanceId(id), { timeoutMs: 30_000 })).failure?.code).toBe("Timeout");
    expect(fs.readdirSync(folder)).toEqual(["snapshot.json"]);
  });

  test("is terminated while it waits for the copy, and deletes it when it may clean up", async () => {
    const folder = folderOf("obfuscation-terminated");
    fs.writeFileSync(path.join(folder, "snapshot.json"), JSON.stringify(rows));
    const never = { takesMs: 3_600_000, pollMs: 20, patienceMs: 3_600_000 };
    const input = { folder, snapshot: "snapshot.json", file: "out.json", ...never };
    for (const cleanUp of [true, false]) {
      const id = newId("obfuscate");
      const copy = `${id}.server.json`;
      await hub.client.start("obfuscateSnapshot", input, { instanceId: id });
      await eventually(
        () => historyOf(id),
        (history) => history.some(({ type }) => type === "TimerCreated"),
      );
      expect(fs.readdirSync(folder)).toContain(copy);
      await hub.client.terminate(instanceId(id), "Nobody needs it any more.", { cleanUp });
      expect((await hub.client.wait(instanceId(id), { timeoutMs: 30_000 })).status).toBe("Terminated");
      expect(fs.readdirSync(folder).includes(copy)).toBe(!cleanUp);
    }
  });
});

test("word count: mappers and reducers, all of them entities, count as a loop does, and reducers are gone", async () => {
  const words = (
    fs
      .readFileSync(BOOK, "utf8")
      .toLowerCase()
      .match(/[a-z']+/g) ?? []
  ).slice(0, 1_500);
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  for (let mapper = 0; mapper < 3; mapper++) {
    const share = words.filter((_, place) => place % 3 === mapper);
    const input = { count: "test", words: share, mappers: 3, reducers: 4 };
    await hub.client.signalEntity(entityId("mapper", `test-${mapper}`), "map", input);
  }
  type Summary = { readonly done: boolean; readonly words: Record<string, number> } | undefined;
  const summary = await eventually(
    () => read<Summary>(entityId("summary", "test")),
    (state) => state?.done === true,
  );
  expect(new Map(Object.entries(summary?.words ?? {}))).toEqual(counts);
  for (let reducer = 0; reducer < 4; reducer++) {
    expect(await read(entityId("reducer", `test-${reducer}`))).toBeUndefined();
  }
});

test("collision search: orchestrations split the range and find what a loop finds", async () => {
  const [to, digits, grain] = [8_000, "abc", 1_000];
  const expected = Array.from({ length: to }, (_, number) => number).filter((number) =>
    createHash("sha256").update(String(number)).digest("hex").startsWith(digits),
  );
  expect(expected.length).toBeGreaterThan(0);
  const id = newId("search");
  expect(await run("collisionSearch", { from: 0, to, digits, grain }, id)).toEqual(expected);
  const { items } = await hub.client.list({ name: "collisionSearch", limit: 100 });
  // Eight leaves, and every split above them.
  expect(items).toHaveLength(15);
  expect((await historyOf(id)).filter(({ type }) => type === "SubOrchestrationScheduled")).toHaveLength(2);
});

describe("approval", () => {
  const inboxOf = (person: string) => read<readonly unknown[] | undefined>(entityId("inbox", person));

  test("goes on to the next person when one does not decide in time, and hears of nobody else", async () => {
    const id = newId("approval");
    await hub.client.start(
      "approval",
      { what: "a kettle", approvers: ["ann", "ben"], patienceMs: 300 },
      { instanceId: id },
    );
    await hub.client.raiseEvent(instanceId(id), "decision", { by: "stranger", approved: false });
    await eventually(
      () => hub.client.status(instanceId(id)),
      (record) => record?.customStatus === '{"asked":["ann","ben"]}',
    );
    expect((await hub.client.list({ attributes: { waitsFor: "ben" } })).items).toMatchObject([{ instanceId: id }]);
    expect(
      await eventually(
        () => inboxOf("ben"),
        (asked) => asked?.length === 1,
      ),
    ).toEqual([{ id, what: "a kettle" }]);
    // Late, and all the same of somebody who was asked.
    await hub.client.raiseEvent(instanceId(id), "decision", { by: "ann", approved: true });
    expect(await ended(id)).toEqual({ approved: true, by: "ann", asked: ["ann", "ben"] });
    expect((await hub.client.list({ attributes: { waitsFor: "ben" } })).items).toEqual([]);
    for (const person of ["ann", "ben"]) {
      expect(
        await eventually(
          () => inboxOf(person),
          (asked) => asked === undefined,
        ),
      ).toBeUndefined();
    }
  });

  test("is declined when nobody decides", async () => {
    const input = { what: "a boat", approvers: ["cleo", "dan"], patienceMs: 30 };
    expect(await run("approval", input)).toEqual({ approved: false, why: "nobody decided", asked: ["cleo", "dan"] });
  });

  test("asks nobody else when the first one decides", async () => {
    const id = newId("approval");
    await hub.client.start(
      "approval",
      { what: "a pen", approvers: ["fay", "gus"], patienceMs: 20_000 },
      { instanceId: id },
    );
    await hub.client.raiseEvent(instanceId(id), "decision", { by: "fay", approved: false });
    expect(await ended(id)).toEqual({ approved: false, by: "fay", asked: ["fay"] });
    expect(await inboxOf("gus")).toBeUndefined();
  });
});

test("monitor: changes are told once each, the history stays short, and what it knows goes over", async () => {
  const file = path.join(folderOf("monitor"), "up");
  const id = newId("monitor");
  const input = { service: "shop", file, everyMs: 5, looksPerExecution: 3 };
  await hub.client.start("monitor", input, { instanceId: id });
  const alarms = () => read<readonly string[] | undefined>(entityId("alarms", "shop"));
  await eventually(alarms, (seen) => seen?.length === 1);
  fs.writeFileSync(file, "");
  await eventually(alarms, (seen) => seen?.length === 2);
  const later = await eventually(
    () => hub.client.status(instanceId(id)),
    (record) => Number(record?.executionId.split("~")[1] ?? 1) >= 3,
  );
  // Three looks are about twenty events; a history that was not begun again would have more by now.
  expect(later?.eventCount).toBeLessThan(40);
  await hub.client.raiseEvent(instanceId(id), "stop");
  const { looks, last } = (await ended(id)) as { readonly looks: number; readonly last: string };
  expect([last, looks > 6]).toEqual(["up", true]);
  expect(await alarms()).toEqual(["down", "up"]);
});

describe("saga", () => {
  type Inventory = { readonly left: number; readonly booked: readonly string[]; readonly log: readonly string[] };
  const inventoryOf = (place: string) => read<Inventory>(entityId("inventory", place));
  const places = ["flight", "hotel", "car"];

  test("books everything, or gives back what it had, last things first", async () => {
    for (const place of places)
      await hub.client.signalEntity(entityId("inventory", place), "stock", place === "car" ? 1 : 2);
    expect(await run("trip", { places }, "first")).toEqual({ status: "booked", places });
    const refused = { status: "refused", why: "SoldOut", givenBack: ["hotel", "flight"] };
    expect(await run("trip", { places }, "second")).toEqual(refused);
    expect((await inventoryOf("flight")).left).toBe(1);
    expect(await inventoryOf("hotel")).toMatchObject({
      left: 1,
      booked: ["first"],
      log: ["book first", "book second", "give back second"],
    });
    expect(await inventoryOf("car")).toMatchObject({ left: 0, booked: ["first"] });
    const called = (await historyOf("second")).flatMap((event) =>
      event.type === "EntityCallScheduled" ? [event.origin.node] : [],
    );
    expect(called).toEqual(["book flight", "book hotel", "book car", "give back hotel", "give back flight"]);
  });
});

test("the README says how to run each program, and no other", async () => {
  const readme = fs.readFileSync(path.join(EXAMPLES, "README.md"), "utf8");
  const named = [...readme.matchAll(/node engine\/examples\/run\.mjs ([a-z-]+)/g)].map(([, name]) => name).sort();
  const driver: string = path.join(EXAMPLES, "programs.mjs");
  const { programs } = (await import(driver)) as { readonly programs: Record<string, unknown> };
  expect(named).toEqual(Object.keys(programs).sort());
  expect(modules.map((file) => path.basename(file, ".mjs")).sort()).toEqual(named);
});

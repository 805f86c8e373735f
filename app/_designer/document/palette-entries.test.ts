import { describe, expect, it } from "vitest";
import { NODE_TYPES } from "./node-types";
import { explanationFor, groupEntries, packsText, paletteEntries, searchEntries } from "./palette-entries";
import { identifierFrom, nextId, uniqueName } from "./unique-name";

const CATALOG = [
  {
    name: "images.thumbnail",
    title: "Thumbnail",
    description: "Makes a small picture.",
    icon: "photo",
    effects: "idempotent" as const,
    inputSchema: {},
  },
  {
    name: "http.request",
    title: "HTTP request",
    description: "Calls.",
    icon: "world",
    effects: "external" as const,
    inputSchema: {},
  },
];

describe("the palette", () => {
  const entries = paletteEntries({ activities: CATALOG }, true);

  it("groups by use, activities by their prefix, and shows HTTP once", () => {
    expect(groupEntries(entries).map((group) => group.title)).toEqual([
      "Flow",
      "Loops and scopes",
      "People and events",
      "Data and web",
      "Workflows",
      "Entities",
      "Drawing",
      "Images",
    ]);
    expect(entries.filter((entry) => entry.title === "HTTP request")).toHaveLength(1);
  });

  it("offers a start node only while there is none", () => {
    expect(entries.some((entry) => entry.key === "start")).toBe(false);
    expect(paletteEntries({ activities: CATALOG }, false).some((entry) => entry.key === "start")).toBe(true);
  });

  it("finds by title first, then by name, description and letters in order", () => {
    expect(searchEntries(entries, "thumb")[0]?.title).toBe("Thumbnail");
    expect(searchEntries(entries, "images")[0]?.title).toBe("Thumbnail");
    expect(searchEntries(entries, "survives restarts")[0]?.title).toBe("Delay");
    expect(searchEntries(entries, "fech")[0]?.title).toBe("For each");
    expect(searchEntries(entries, "xyzzy")).toEqual([]);
  });

  it("holds every type of node once", () => {
    const types = paletteEntries({ activities: [] }, false).map((entry) => entry.template.type);
    expect(types.toSorted()).toEqual(
      Object.keys(NODE_TYPES)
        .filter((type) => type !== "activity")
        .toSorted(),
    );
  });

  it("finds by the words of other tools", () => {
    for (const [query, title] of [
      ["human task", "Approval"],
      ["foreach", "For each"],
      ["map", "For each"],
      ["mutex", "Lock"],
      ["sleep", "Delay"],
      ["webhook", "Wait for event"],
      ["script", "Code"],
      ["child", "Sub-workflow"],
    ] as const)
      expect(searchEntries(entries, query).map((entry) => entry.title)).toContain(title);
    expect(searchEntries(entries, "human task")[0]?.title).toBe("Approval");
  });

  it("explains what is drawn in another way than as a node", () => {
    expect(explanationFor("parallel")).toContain("several edges");
    expect(explanationFor("paral")).toContain("several edges");
    expect(explanationFor("compensation")).toContain("undo");
    expect(explanationFor("thumbnail")).toBeUndefined();
    expect(explanationFor("")).toBeUndefined();
  });
});

describe("names", () => {
  it("are made free by counting on", () => {
    expect(uniqueName("stock", new Set(["stock", "stock2"]))).toBe("stock3");
    expect(uniqueName("stock7", new Set(["stock7"]))).toBe("stock8");
  });

  it("are made of titles", () => {
    expect(identifierFrom("HTTP request")).toBe("httpRequest");
    expect(identifierFrom("count-words")).toBe("countWords");
    expect(identifierFrom("3d")).toBe("n3d");
  });

  it("never give an id twice", () => {
    expect(nextId("n", ["n1", "n9", "start"])).toBe("n10");
  });
});

it("counts packs, and not what is wrong with them", () => {
  expect(packsText([{ pack: "a" }, { pack: "b" }, { pack: "a" }])).toBe("2 activity packs could not be loaded in full");
  expect(packsText([{ pack: "a" }])).toBe("1 activity pack could not be loaded in full");
});

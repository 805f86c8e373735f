import { describe, expect, it } from "vitest";
import { groupEntries, paletteEntries, searchEntries } from "./palette-entries";
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
  const entries = paletteEntries(CATALOG, true);

  it("groups by use, activities by their prefix, and shows HTTP once", () => {
    expect(groupEntries(entries).map((group) => group.title)).toEqual(["Flow", "Data", "Web", "Images"]);
    expect(entries.filter((entry) => entry.title === "HTTP request")).toHaveLength(1);
  });

  it("offers a start node only while there is none", () => {
    expect(entries.some((entry) => entry.key === "start")).toBe(false);
    expect(paletteEntries(CATALOG, false).some((entry) => entry.key === "start")).toBe(true);
  });

  it("finds by title first, then by name, description and letters in order", () => {
    expect(searchEntries(entries, "thumb")[0]?.title).toBe("Thumbnail");
    expect(searchEntries(entries, "images")[0]?.title).toBe("Thumbnail");
    expect(searchEntries(entries, "survives restarts")[0]?.title).toBe("Delay");
    expect(searchEntries(entries, "fech")[0]?.title).toBe("For each");
    expect(searchEntries(entries, "xyzzy")).toEqual([]);
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

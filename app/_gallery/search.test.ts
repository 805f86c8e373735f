import { describe, expect, it } from "vitest";
import { matchesSearch } from "./search";

const card = {
  name: "Image pipeline",
  graph: {
    nodes: [{ id: "a", name: "dominantColours", type: "start" as const, config: {}, notes: "Five per picture" }],
  },
};

describe("matchesSearch", () => {
  it.each(["", "  ", "image", "PIPE", "colours", "picture", "image dominant"])("finds it by %j", (search) => {
    expect(matchesSearch(card, search)).toBe(true);
  });

  it.each(["order", "image order"])("does not find it by %j", (search) => {
    expect(matchesSearch(card, search)).toBe(false);
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeFrom, placeQuery } from "../use-run-place";
import { eventAt, isPast, lookAt } from "./position";

describe("position", () => {
  it("follows the newest event until one looks back", () => {
    expect(eventAt("follow", 74)).toBe(74);
    expect(eventAt(61, 74)).toBe(61);
    expect(isPast(61, 74)).toBe(true);
    expect(isPast("follow", 74)).toBe(false);
  });

  it("follows again as soon as one looks at the newest", () => {
    expect(lookAt(74, 74)).toBe("follow");
    expect(lookAt(99, 74)).toBe("follow");
    expect(lookAt(-3, 74)).toBe(0);
  });

  it("stays where it is while the run goes on, and never beyond its events", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), (at, count) => {
        const position = lookAt(at, count);
        expect(eventAt(position, count)).toBe(Math.min(at, count));
        if (position !== "follow") expect(eventAt(position, count + 10)).toBe(at);
      }),
    );
  });
});

describe("the place in the address", () => {
  it("survives", () => {
    const places = [{ position: 61, selected: "charge" }, { position: "follow" }, { position: 0 }] as const;
    for (const place of places) expect(placeFrom(new URLSearchParams(placeQuery(place)))).toEqual(place);
  });

  it("passes over what is no event", () => {
    expect(placeFrom(new URLSearchParams("event=-4"))).toEqual({ position: "follow" });
    expect(placeFrom(new URLSearchParams("event=last"))).toEqual({ position: "follow" });
  });
});

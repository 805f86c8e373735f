import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filtersFrom, type RunFilters, runsAddress, STATUS_FILTERS, statusesOf } from "./filters";

const filters: fc.Arbitrary<RunFilters> = fc.record(
  {
    workflowId: fc.string({ minLength: 1 }),
    status: fc.constantFrom(...STATUS_FILTERS.map((filter) => filter.word)),
  },
  { requiredKeys: [] },
);

describe("filters", () => {
  it("survive the address of the page", () => {
    fc.assert(
      fc.property(filters, (before) => {
        const address = new URL(runsAddress(before), "http://host");
        expect(filtersFrom(address.searchParams)).toEqual(before);
      }),
    );
  });

  it("pass over a status nobody knows", () => {
    expect(filtersFrom(new URLSearchParams("status=exploded&workflow="))).toEqual({});
  });

  it("speak the engine's words to the API", () => {
    expect(statusesOf({ status: "cancelled" })).toEqual(["Terminated"]);
    expect(statusesOf({})).toBeUndefined();
  });
});

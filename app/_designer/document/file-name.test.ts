import { expect, it } from "vitest";
import { fileNameFor } from "./file-name";

it("a file has a name that file systems take", () => {
  expect(fileNameFor("Order: check / 2", "json")).toBe("Order-check-2.json");
  expect(fileNameFor("???", "svg")).toBe("workflow.svg");
});

import path from "node:path";
import { standardEntityInfos } from "@dacapo/engine";
import { describe, expect, test } from "vitest";
import { createActivities } from "@/app/_server/activities";
import { surroundingsForTest } from "@/app/_server/activities/surroundings-for-test";
import { NODE_TYPES } from "../document/node-types";
import { paletteEntries } from "../document/palette-entries";
import { ICON_NAMES } from "./icon";

const activities = createActivities(
  surroundingsForTest({ examplesDir: path.resolve("examples"), filesDir: path.resolve("none") }),
).map(({ info }) => info);

test("everything that comes with Dacapo has an icon that is drawn", () => {
  const icons = [...activities, ...standardEntityInfos, ...Object.values(NODE_TYPES)].map(({ icon }) => icon);
  expect(icons.filter((icon) => !ICON_NAMES.has(icon))).toEqual([]);
});

describe("the palette has what comes with Dacapo", () => {
  const entries = paletteEntries({ activities }, false);

  test.each([
    "HTTP request",
    "Read file",
    "Write file",
    "List files",
    "Read CSV",
    "Write CSV",
    "Read JSON",
    "Write JSON",
    "Read image metadata",
    "Make thumbnail",
    "Find dominant colours",
    "Split text",
    "Count words",
    "Send mail",
    "SQL query",
    "Random number",
    "New id",
    "Hash",
    "Sign (HMAC)",
  ])("%s", (title) => {
    const [entry, ...more] = entries.filter((each) => each.title === title);
    expect(entry).toMatchObject({ description: expect.stringMatching(/\.$/) });
    expect(more).toEqual([]);
  });
});

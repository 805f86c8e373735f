import { expect, test } from "vitest";
import { exposition } from "./exposition";

test("a family is its help, its type and its samples, in the order given", () => {
  const text = exposition([
    {
      name: "dacapo_flush_seconds",
      type: "summary",
      help: "How long a flush takes.",
      samples: [
        { labels: { thread: 0, quantile: 0.5 }, value: 0.0011 },
        { suffix: "_sum", labels: { thread: 0 }, value: 1.25 },
        { suffix: "_count", labels: { thread: 0 }, value: 1_044 },
      ],
    },
    { name: "dacapo_up", type: "gauge", help: "Whether it runs.", samples: [{ value: 1 }] },
  ]);
  expect(text).toBe(
    [
      "# HELP dacapo_flush_seconds How long a flush takes.",
      "# TYPE dacapo_flush_seconds summary",
      'dacapo_flush_seconds{thread="0",quantile="0.5"} 0.0011',
      'dacapo_flush_seconds_sum{thread="0"} 1.25',
      'dacapo_flush_seconds_count{thread="0"} 1044',
      "# HELP dacapo_up Whether it runs.",
      "# TYPE dacapo_up gauge",
      "dacapo_up 1",
      "",
    ].join("\n"),
  );
});

test("what would end a line or a value is escaped; numbers that are none have their words", () => {
  const text = exposition([
    {
      name: "a",
      type: "gauge",
      help: "one\ntwo \\ three",
      samples: [
        { labels: { path: 'C:\\x "y"\nz' }, value: Number.POSITIVE_INFINITY },
        { value: Number.NaN },
        { value: Number.NEGATIVE_INFINITY },
      ],
    },
  ]);
  expect(text.split("\n")).toEqual([
    "# HELP a one\\ntwo \\\\ three",
    "# TYPE a gauge",
    'a{path="C:\\\\x \\"y\\"\\nz"} +Inf',
    "a NaN",
    "a -Inf",
    "",
  ]);
});

test("a family without samples is left out", () => {
  expect(exposition([{ name: "a", type: "gauge", help: "x", samples: [] }])).toBe("");
});

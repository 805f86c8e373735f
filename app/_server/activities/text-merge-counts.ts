import { defineActivity } from "@dacapo/engine";
import * as z from "zod";
import { mergeCounts } from "./words";

/** Adds up the counts of many ranges and gives the most frequent words. */
export const textMergeCounts = defineActivity({
  name: "text.mergeCounts",
  title: "Merge word counts",
  description: "Adds word counts up and gives the most frequent words.",
  icon: "arrow-merge",
  effects: "idempotent",
  input: z.strictObject({
    counts: z
      .array(z.object({ words: z.record(z.string(), z.int()) }))
      .meta({ title: "Counts", description: "What Count words gave, range by range." }),
    top: z.int().min(1).max(1_000).meta({ title: "How many words" }),
  }),
  output: z.strictObject({
    total: z.int(),
    distinct: z.int(),
    top: z.array(z.strictObject({ word: z.string(), count: z.int() })),
  }),
  run: ({ counts, top }) => {
    const merged = mergeCounts(
      counts.map((chunk) => Object.entries(chunk.words)),
      top,
    );
    return { ...merged, top: [...merged.top] };
  },
});

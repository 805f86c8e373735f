import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "./fixtures";

test.describe("each example of the gallery opens, runs and finishes", () => {
  test("hello sequence", async ({ api, designer, gallery, run }) => {
    await gallery.open();
    await gallery.openExample("Hello sequence");
    await designer.expectNoProblems();
    await designer.runWithSuggestedInput();
    await run.expectStatus("Completed");
    await expect(run.output()).toContainText("Hello Tokyo!");
    expect(await outputOf(api, run.runId())).toEqual(["Hello Tokyo!", "Hello Seattle!", "Hello London!"]);
  });

  test("order check, with the service that it brings", async ({ api, designer, gallery, run }) => {
    await gallery.open();
    await gallery.openExample("Order check");
    await designer.expectNoProblems();
    await designer.runWithSuggestedInput();
    await run.expectStatus("Completed");
    await expect(run.node("Return", "rejected")).toHaveAccessibleName(/Skipped/);
    expect(await outputOf(api, run.runId())).toEqual({
      decision: "accepted",
      sku: "tea-green",
      quantity: 2,
      left: 118,
    });
  });

  test("image pipeline, with a broken image and one of another type", async ({
    api,
    designer,
    gallery,
    run,
    server,
  }) => {
    await gallery.open();
    await gallery.openExample("Image pipeline");
    await designer.expectNoProblems();
    await designer.runWithSuggestedInput();
    await run.expectStatus("Completed", 60_000);
    const output = (await outputOf(api, run.runId())) as {
      readonly total: number;
      readonly processed: number;
      readonly skipped: readonly string[];
      readonly images: readonly { readonly file: string; readonly thumbnail?: { readonly path: string } }[];
    };
    expect(output).toMatchObject({ total: 16, processed: 14, skipped: ["broken-upload.jpg", "scan-old.bmp"] });
    for (const { file, thumbnail } of output.images) {
      if (thumbnail === undefined) expect(output.skipped).toContain(file);
      else expect(isWebp(await readFile(path.join(server.dataDir, thumbnail.path)))).toBe(true);
    }
    await expect(run.node("For each", "images")).toHaveAccessibleName(/16 of 16 done/);
    await expect(run.node("If", "supported")).toHaveAccessibleName(/true ×14 · false ×2|false ×2 · true ×14/);
  });

  test("word count finds the twenty most frequent words", async ({ api, designer, gallery, run }) => {
    await gallery.open();
    await gallery.openExample("Word count");
    await designer.expectNoProblems();
    await designer.runWithSuggestedInput();
    await run.expectStatus("Completed", 60_000);
    const expected = path.resolve(import.meta.dirname, "../examples/word-count/expected.json");
    const output = await outputOf(api, run.runId());
    expect(output).toEqual(JSON.parse(await readFile(expected, "utf8")));
    expect((output as { top: unknown[] }).top).toHaveLength(20);
  });
});

test("an example that was opened is one's own, and is there next time", async ({ designer, gallery }) => {
  await gallery.open();
  await gallery.openExample("Word count");
  await designer.expectNoProblems();
  await gallery.open();
  await expect(gallery.card("Word count")).toBeVisible();
  await expect(gallery.card("Word count")).toContainText("Not run yet");
});

async function outputOf(api: { query<Output>(procedure: string, input: unknown): Promise<Output> }, runId: string) {
  return (await api.query<{ output: unknown }>("runs.get", { runId })).output;
}

function isWebp(file: Buffer): boolean {
  return file.toString("latin1", 0, 4) === "RIFF" && file.toString("latin1", 8, 12) === "WEBP";
}

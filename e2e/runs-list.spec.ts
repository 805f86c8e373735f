import type { Api } from "./api";
import { expect, test } from "./fixtures";
import { type Drawing, greeting, missingFolder } from "./workflows";

async function create(api: Api, drawing: Drawing): Promise<string> {
  return (await api.mutate<{ workflowId: string }>("workflows.create", drawing)).workflowId;
}

/** Starts runs one after another; the last one is the newest. */
async function startMany(api: Api, workflowId: string, count: number): Promise<string[]> {
  const runIds: string[] = [];
  for (let number = 0; number < count; number++) {
    const asked = { workflowId, input: {}, requestId: `request-${number}` };
    runIds.push((await api.mutate<{ runId: string }>("runs.start", asked)).runId);
  }
  return runIds;
}

async function allFinished(api: Api): Promise<void> {
  await expect
    .poll(async () => (await api.query<{ items: unknown[] }>("runs.list", { statuses: ["Pending", "Running"] })).items)
    .toEqual([]);
}

test("newest first, in pages, by workflow and by status", async ({ api, page, runs }) => {
  const good = await create(api, greeting("Good one"));
  const bad = await create(api, missingFolder("Bad one"));
  const failed = await startMany(api, bad, 3);
  const completed = await startMany(api, good, 58);
  await allFinished(api);
  const newestFirst = [...failed, ...completed].reverse();

  await runs.open();
  await expect(runs.foot()).toHaveText("First 50 runs.");
  expect(await runs.ids()).toEqual(newestFirst.slice(0, 50));
  await runs.loadMore();
  await expect(runs.foot()).toHaveText("All 61 runs.");
  expect(await runs.ids()).toEqual(newestFirst);

  await runs.showStatus("Failed");
  await expect(runs.foot()).toHaveText("All 3 runs.");
  expect(await runs.ids()).toEqual([...failed].reverse());
  expect(new Set(await runs.column("State"))).toEqual(new Set(["Failed"]));
  expect((await runs.column("Where and why"))[0]).toContain('There is no "files/none".');

  await runs.showStatus("Cancelled");
  await expect(page.getByRole("heading", { name: "No run fits these filters" })).toBeVisible();
  await page.getByRole("button", { name: "Show all runs" }).click();
  await runs.showWorkflow("Bad one");
  await expect(runs.foot()).toHaveText("All 3 runs.");
  expect(new Set(await runs.column("Workflow"))).toEqual(new Set(["Bad one"]));

  // What is chosen is in the address: the same list after a reload.
  await page.reload();
  await expect(runs.foot()).toHaveText("All 3 runs.");
});

test("a run that begins while one looks appears at the top", async ({ api, runs }) => {
  const workflowId = await create(api, greeting());
  const [first] = await startMany(api, workflowId, 1);
  await runs.open();
  await expect.poll(() => runs.ids()).toEqual([first]);
  const { runId } = await api.mutate<{ runId: string }>("runs.start", { workflowId, input: {}, requestId: "later" });
  await expect.poll(() => runs.ids()).toEqual([runId, first]);
});

test("a finished run opens, and the slider shows its canvas as it was", async ({ api, page, run, runs }) => {
  const workflowId = await create(api, greeting());
  await startMany(api, workflowId, 1);
  await allFinished(api);
  await runs.open();
  await runs.rows.first().getByRole("link").click();
  await run.expectStatus("Completed");
  await expect(run.node("Say hello", "say")).toHaveAccessibleName(/Done/);
  await expect(run.output()).toContainText("Hello Oslo!");
  const { at, of } = await run.place();
  expect(at).toBe(of);
  await expect(run.pastBanner).toBeHidden();

  await run.scrubTo(0);
  await expect(run.pastBanner).toContainText(`of ${of}`);
  expect((await run.place()).at).toBeLessThan(of);
  await run.slider.press("Home");
  await expect(run.pastBanner).toContainText(`Event 1 of ${of}`);
  await expect(run.node("Say hello", "say")).not.toHaveAccessibleName(/Done/);
  await expect(run.node("Return", "result")).not.toHaveAccessibleName(/Done/);

  // One event at a time, from the first to the last: the node is queued, runs, and is done.
  const words: string[] = [];
  for (let event = 1; event <= of; event++) {
    expect((await run.place()).at).toBe(event);
    words.push((await run.node("Say hello", "say").getAttribute("aria-label")) ?? "");
    await run.slider.press("ArrowRight");
  }
  const story = words
    .map((text) => text.replace(/ · .*/, "").replace("Say hello say, ", ""))
    .filter((text, index, all) => text !== all[index - 1]);
  expect(story.slice(-3)).toEqual(["Queued", "Running", "Done"]);
  await expect(run.pastBanner).toBeHidden();

  await run.slider.press("Home");
  await page.keyboard.press("Escape");
  await expect(run.pastBanner).toBeHidden();
  await expect(run.node("Say hello", "say")).toHaveAccessibleName(/Done/);
});

import { expect, test } from "./fixtures";

/** Long enough for a server to be killed and started again before it is over. */
const PAUSE_MS = 9_000;

test("a workflow is drawn with the mouse, runs, and survives a kill of the server", async ({
  api,
  designer,
  gallery,
  page,
  run,
  server,
}) => {
  await gallery.open();
  await gallery.newWorkflow();
  await expect(designer.node("Start", "start")).toBeVisible();

  await test.step("draw", async () => {
    await designer.dragFromPalette("Say hello", { x: 300, y: 240 });
    await designer.rename("greeting");
    await designer.chooseMode("name", "Expression");
    await designer.type("name", "input.name");

    await designer.dragFromPalette("Delay", { x: 540, y: 240 });
    await designer.type("Duration", String(PAUSE_MS / 1_000));

    await designer.dragFromPalette("If", { x: 780, y: 240 });
    await designer.rename("long");
    await designer.type("Condition", "greeting.length > 10");

    await designer.dragFromPalette("Return", { x: 780, y: 80 });
    await designer.rename("whole");
    await designer.type("Value", "greeting");

    await designer.dragFromPalette("Return", { x: 780, y: 400 });
    await designer.rename("short");
    await designer.type("Value", '"too short"');

    await designer.connect("start output", "greeting input");
    await designer.connect("greeting output", "pause input");
    await designer.connect("pause output", "long input");
    await designer.connect("long output true", "whole input");
    await designer.connect("long output false", "short input");
    for (const [from, to, port] of [
      ["start", "greeting"],
      ["greeting", "pause"],
      ["pause", "long"],
      ["long", "whole", "true"],
      ["long", "short", "false"],
    ] as const) {
      await expect(designer.canvas.edge(from, to, port)).toBeAttached();
    }
    await designer.expectNoProblems();
    await designer.expectSaved();
  });

  await test.step("run, and see it live", async () => {
    await designer.runButton.click();
    await designer.enterInput({ name: "Reykjavík" });
    await designer.startRun();
    await run.expectStatus("Running");
    await expect(run.node("Say hello", "greeting")).toHaveAccessibleName(/Done/);
    await expect(run.node("Delay", "pause")).toHaveAccessibleName(/Fires in/);
    await expect(run.node("If", "long")).not.toHaveAccessibleName(/Done|true/);
  });

  const seen = await run.place();
  await test.step("kill the server in the middle", async () => {
    await server.kill();
    await expect(run.connectionBanner).toContainText("Reconnecting. Nothing is lost.");
    // What was shown stays.
    expect((await run.place()).of).toBe(seen.of);
    await expect(run.node("Say hello", "greeting")).toHaveAccessibleName(/Done/);
  });

  await test.step("start it again: the page comes back by itself and the run finishes", async () => {
    await server.start();
    await expect(run.connectionBanner).toBeHidden({ timeout: 30_000 });
    await run.expectStatus("Completed");
    await expect(run.node("If", "long")).toHaveAccessibleName(/true/);
    await expect(run.node("Return", "short")).toHaveAccessibleName(/Skipped/);
    await run.showRun();
    await expect(run.output()).toContainText("Hello Reykjavík!");
  });

  const finished = await api.query<{ output: unknown; eventCount: number }>("runs.get", { runId: run.runId() });
  expect(finished.output).toBe("Hello Reykjavík!");
  const history = await api.query<{ events: { seq: number; type: string }[] }>("runs.history", { runId: run.runId() });
  expect(history.events.map((event) => event.seq)).toEqual(history.events.map((_, index) => index + 1));
  // The greeting was made once: its result was durable before the kill.
  expect(history.events.filter((event) => event.type === "ActivityCompleted")).toHaveLength(1);

  await test.step("the drawing survived, too", async () => {
    await page.getByRole("link", { name: "Edit workflow" }).click();
    await expect(designer.node("If", "long")).toBeVisible();
    await expect(designer.canvas.edge("long", "short", "false")).toBeAttached();
  });
});

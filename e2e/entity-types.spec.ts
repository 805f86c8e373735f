import { expect, test } from "./fixtures";
import { expectNoBarrier } from "./no-barrier";

test("a person writes a type of entity, uses it under a lock, and finds it after a restart", async ({
  api,
  designer,
  entityTypes,
  gallery,
  page,
  run,
  server,
}) => {
  test.slow();
  await gallery.open();
  await entityTypes.openByRail();
  await expect(page.getByRole("list", { name: "Types that come with Dacapo" })).toContainText("Semaphore");
  await expectNoBarrier(page);
  await entityTypes.newType();

  await test.step("its name and its state, with the keyboard", async () => {
    await expect(entityTypes.publishButton).toBeDisabled();
    await expect(entityTypes.problem(/has no name/)).toBeVisible();
    await entityTypes.type("Name", "Stock");
    await expect(entityTypes.problem(/small letters/)).toBeVisible();
    await entityTypes.type("Name", "stock");
    await entityTypes.set("Title", "Stock");
    await entityTypes.set(
      "State schema",
      '{ "type": "object", "properties": { "left": { "type": "integer", "minimum": 0 } }, "required": ["left"] }',
    );
    await expect(entityTypes.problem(/initial state does not fit/)).toBeVisible();
    await entityTypes.set("Initial state", '{ "left": 3 }');
    await expect(entityTypes.problem(/initial state does not fit/)).toHaveCount(0);
  });

  await test.step("an operation as expressions, with a mistake that is told", async () => {
    await entityTypes.type("Name", "take", "add");
    await entityTypes.set("Description", "Takes pieces out, and gives how many are left.", "take");
    await entityTypes.type("State afterwards", "{ left: stat.left - input }", "take");
    await expect(entityTypes.problem(/There is no "stat".*Did you mean state\?/)).toBeVisible();
    await expect(entityTypes.publishButton).toBeDisabled();
    await entityTypes.set("State afterwards", "{ left: state.left - input }", "take");
    await entityTypes.set("Result", "state.left - input", "take");
    await expect(entityTypes.publishButton).toBeEnabled();
  });

  await test.step("another one as code", async () => {
    await page.getByRole("button", { name: "Add operation" }).click();
    await entityTypes.type("Name", "refill", "operation2");
    await entityTypes.choose("Written as", "TypeScript", "refill");
    await entityTypes.set("Code", "const left: = 10;", "refill");
    await expect(entityTypes.problem(/not TypeScript/)).toBeVisible();
    await entityTypes.set(
      "Code",
      "const left: number = state.left + 10;\nreturn { state: { left }, result: left };",
      "refill",
    );
    await expect(entityTypes.problem(/not TypeScript/)).toHaveCount(0);
    await expectNoBarrier(page);
  });

  await test.step("tried before anybody can call it", async () => {
    await entityTypes.tryOperation("take", '{ "left": 5 }', "2");
    await expect(entityTypes.side.getByRole("figure", { name: "State after it" })).toContainText("left: 3");
    await entityTypes.tryOperation("take", '{ "left": 1 }', "2");
    await expect(entityTypes.side.getByRole("alert")).toContainText("It fails with InvalidState.");
    await entityTypes.tryOperation("refill", "", "");
    await expect(entityTypes.side.getByRole("figure", { name: "Result" })).toContainText("13");
    await expectNoBarrier(page);
  });

  await test.step("published", async () => {
    await entityTypes.publish();
    await entityTypes.showTab("Code");
    await expect(entityTypes.side.getByRole("region", { name: "Code of the type" })).toContainText('entity("stock", {');
    await entityTypes.showTab("Entities");
    await expect(entityTypes.side.getByText("No entity of this type has a state yet.", { exact: false })).toBeVisible();
    await expectNoBarrier(page);
  });
  const typeAddress = page.url();

  await test.step("called by a workflow under a lock, with its operations offered", async () => {
    await gallery.open();
    await gallery.newWorkflow();
    await designer.pick("mutex", "Lock");
    await designer.rename("alone");
    await designer.fillName("Entity 1", "stock");
    await designer.set("Key of entity 1", "screws");
    await designer.pick("call entity", "Call entity");
    await designer.rename("take");
    await designer.fillName("Entity", "stok");
    await designer.expectProblem("take", /Did you mean stock\?/);
    await designer.fillName("Entity", "stock");
    await designer.set("Key", "screws");
    await designer.fillName("Operation", "take");
    await designer.set("Input", "1");
    await designer.expectNodeSettled();
    await designer.expectNoProblems();
    await designer.expectSaved();
  });
  const workflowId = designer.workflowId();

  await test.step("run: the result, and the state", async () => {
    await designer.runWithSuggestedInput();
    await run.expectStatus("Completed");
    await page.goto(typeAddress);
    await entityTypes.showTab("Entities");
    await expect(entityTypes.side.getByRole("list", { name: "Entities of stock" })).toContainText("screws");
    await expect(entityTypes.side.getByRole("figure", { name: "State of screws" })).toContainText("left: 2");
    await expectNoBarrier(page);
  });

  await test.step("still there, and still working, after a restart", async () => {
    await server.stop();
    await server.start();
    await page.goto(typeAddress);
    await expect(entityTypes.field("Name")).toHaveValue("stock");
    await entityTypes.expectStatus("Published");
    const asked = { workflowId, input: {}, requestId: "after-the-restart" };
    const { runId } = await api.mutate<{ runId: string }>("runs.start", asked);
    await run.open(runId);
    await run.expectStatus("Completed");
    expect(await api.query("entities.read", { entity: "stock", key: "screws" })).toEqual({ state: { left: 1 } });
  });

  await test.step("and is not deleted while the workflow needs it", async () => {
    await page.goto(typeAddress);
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Delete this type" }).click();
    await expect(entityTypes.refusal("The type is not deleted.")).toContainText("is used by the workflow");
  });
});

test("two people who save the same type: the second is told, and loses nothing", async ({
  api,
  entityTypes,
  page,
  server,
}) => {
  const entityType = {
    formatVersion: 1,
    name: "shared",
    initialState: 0,
    operations: [{ name: "get", body: { kind: "expressions", result: "state" } }],
  };
  const { entityTypeId } = await api.mutate<{ entityTypeId: string }>("entityTypes.create", { entityType });
  await page.goto(`${server.origin}/entities/${entityTypeId}`);
  await entityTypes.set("Title", "Mine");
  await api.mutate("entityTypes.save", {
    entityTypeId,
    expectedRevision: 1,
    entityType: { ...entityType, title: "Theirs" },
  });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(entityTypes.refusal("The type is not saved.")).toContainText(
    "it is at revision 2, and this change started from revision 1",
  );
  await expect(entityTypes.field("Title")).toHaveValue("Mine");
  await page.getByRole("button", { name: "Load it again and lose these changes" }).click();
  await expect(entityTypes.field("Title")).toHaveValue("Theirs");
});

for (const scheme of ["light", "dark"] as const) {
  test.describe(`in ${scheme} mode`, () => {
    test.use({ colorScheme: scheme });

    test("the list and the editor have no barrier", async ({ api, entityTypes, page, server }) => {
      await page.goto(`${server.origin}/entities`);
      await expect(page.getByText("Keep what outlives a run")).toBeVisible();
      await expectNoBarrier(page);
      await entityTypes.newType();
      await expectNoBarrier(page);
      expect(await api.query("entityTypes.list")).toMatchObject({ items: [{ title: "", operations: ["add"] }] });
    });
  });
}

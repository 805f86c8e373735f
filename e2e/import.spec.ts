import { expect, test } from "./fixtures";

/** A state machine as somebody brings it: a choice, a task that is not connected here, and two ends. */
const MACHINE = {
  Comment: "Large orders are looked at.",
  StartAt: "IsLarge",
  States: {
    IsLarge: {
      Type: "Choice",
      Choices: [{ Variable: "$.total", NumericGreaterThan: 100, Next: "LookAt" }],
      Default: "Fine",
    },
    LookAt: {
      Type: "Task",
      Resource: "arn:aws:lambda:eu-west-1:1:function:look-at",
      ResultPath: "$.look",
      Next: "Fine",
    },
    Fine: { Type: "Pass", Parameters: { "total.$": "$.total" }, End: true },
  },
};

test("a state machine is pasted, its report is read, and it opens and runs", async ({
  designer,
  gallery,
  page,
  run,
}) => {
  await gallery.open();
  await page.getByRole("button", { name: "Import…" }).click();
  const definition = page.getByRole("textbox", { name: "Definition" });

  await definition.fill(JSON.stringify({ ...MACHINE, StartAt: "Nowhere" }));
  await page.getByRole("button", { name: "Read it" }).click();
  await expect(page.getByText("Step Functions would not take this definition")).toBeVisible();
  await expect(page.getByText(/Nowhere/).last()).toBeVisible();

  await definition.fill(JSON.stringify(MACHINE));
  await page.getByRole("textbox", { name: "Name of the workflow" }).fill("Large orders");
  await page.getByRole("button", { name: "Read it" }).click();
  await expect(page.getByText(/LookAt/).last()).toBeVisible();
  await page.getByRole("button", { name: "Open in the designer" }).click();
  await page.waitForURL(/\/workflows\/[^/]+$/);
  await designer.expectNoProblems();

  await designer.runButton.click();
  await designer.enterInput({ total: 5 });
  await designer.startRun();
  await run.expectStatus("Completed");
  await expect(run.output()).toContainText("total");
});

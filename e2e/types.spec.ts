import { expect, test } from "./fixtures";
import { withBranches, withCode, withTypes } from "./workflows";

test("types are told while one draws: what does not fit, what may be written, and what stands there", async ({
  api,
  designer,
  page,
}) => {
  const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", withTypes());
  await designer.open(workflowId);

  await test.step("what does not fit is a problem of types, and keeps no run from beginning", async () => {
    await designer.select("Return", "result");
    await designer.type("Value", "shout.text.length.trim()");
    await designer.expectProblem("result", /'trim' does not exist on type 'number'.*types/);
    await expect(designer.node("Return", "result")).toContainText("1 problem");
    await expect(designer.inspector.getByRole("status")).toContainText("The types do not fit");
    await expect(designer.runButton).toBeEnabled();
  });

  await test.step("it goes when it is mended", async () => {
    await designer.type("Value", "shout.text.trim()");
    await designer.expectNoProblems();
  });

  await test.step("members are completed with their types", async () => {
    const field = designer.field("Value");
    await field.click();
    await field.press("ControlOrMeta+a");
    await field.pressSequentially("shout.");
    const member = page.getByRole("option", { name: /text\s*string/ });
    await expect(member).toBeVisible();
    await member.click();
    await expect(field).toHaveText("shout.text");
  });

  await test.step("the type of a name is shown where one points at it", async () => {
    // On the second word: the line is as wide as the field.
    await designer
      .field("Value")
      .getByText("shout.text")
      .hover({ position: { x: 62, y: 8 } });
    await expect(page.getByRole("tooltip")).toContainText("text: string");
  });
});

test("a branch narrows what is read behind it, and the setting says its type", async ({ api, designer, page }) => {
  const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", withBranches());
  await designer.open(workflowId);

  await test.step("behind the question the customer is there", async () => {
    await designer.select("Return", "greet");
    await expect(designer.typeTag("Value")).toHaveText("string");
    await designer.expectNoProblems();
    // The thread that compiles lives, and has not been done without.
    expect(page.workers().map((worker) => worker.url())).toEqual([expect.stringMatching(/worker/)]);
  });

  await test.step("on the other side it is not", async () => {
    await designer.select("Return", "other");
    await designer.type("Value", "input.customer.name");
    await designer.expectProblem("other", /'input.customer' is possibly 'null'.*types/);
  });

  await test.step("what does not fit is told at the type itself, and nothing moves", async () => {
    await designer.select("Return", "greet");
    const before = await designer.field("Value").boundingBox();
    await designer.type("Value", "input.customer.name.length.trim");
    await expect(designer.typeTag("Value")).toHaveAttribute("data-fit", "error");
    await expect(designer.typeTag("Value")).toHaveAccessibleName(/does not fit$/);
    expect(await designer.field("Value").boundingBox()).toEqual(before);
    await designer.type("Value", "input.customer.name.length");
    await expect(designer.typeTag("Value")).toHaveText("number");
    await expect(designer.typeTag("Value")).toHaveAttribute("data-fit", "fits");
  });
});

test("what no schema says the last run tells", async ({ api, designer, page, run }) => {
  const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", withCode());
  await designer.open(workflowId);
  await designer.select("Return", "result");
  await designer.type("Value", "input.order.total.trim()");
  await expect(designer.typeTag("Value")).toHaveText("any");
  await designer.type("Value", "input.order.total");
  await designer.expectSaved();
  await designer.runButton.click();
  await designer.enterInput({ order: { total: 7, lines: [] } });
  await designer.startRun();
  await run.expectStatus("Completed");

  await designer.open(workflowId);
  await designer.select("Return", "result");
  await expect(designer.typeTag("Value")).toHaveText("number");
  await designer.type("Value", "input.order.total.trim()");
  await designer.expectProblem(
    "result",
    /By the values of the last run: Property 'trim' does not exist on type 'number'/,
  );
  await expect(designer.typeTag("Value")).toHaveAttribute("data-fit", "warning");
  await expect(designer.runButton).toBeEnabled();
  const field = designer.field("Value");
  await field.click();
  await field.press("ControlOrMeta+a");
  await field.pressSequentially("input.order.");
  await expect(page.getByRole("option", { name: /lines/ })).toBeVisible();
});

test("a code node is read by its types", async ({ api, designer, page }) => {
  const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", withCode());
  await designer.open(workflowId);

  await test.step("what it returns has a type for those after it", async () => {
    await designer.select("Return", "result");
    await expect(designer.typeTag("Value")).toHaveText("number");
  });

  await test.step("what does not fit is told with its line and column", async () => {
    await designer.select("Code", "count");
    await designer.type("Code", "// by length\nreturn items.length.trim();");
    await designer.expectProblem("count", /'trim' does not exist on type 'number'. It is in line 2, column 21/);
    await expect(designer.runButton).toBeEnabled();
  });

  await test.step("members are completed, and types are shown", async () => {
    const code = designer.field("Code");
    await code.click();
    await code.press("ControlOrMeta+a");
    await code.pressSequentially("return items.");
    await expect(page.getByRole("option", { name: /toSorted/ })).toBeVisible();
    await code.pressSequentially("join('');");
    await designer.expectNoProblems();
    await code
      .getByText("items")
      .first()
      .hover({ position: { x: 62, y: 8 } });
    await expect(page.getByRole("tooltip")).toContainText("items: string[]");
  });
});

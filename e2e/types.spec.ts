import { expect, test } from "./fixtures";
import { withTypes } from "./workflows";

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

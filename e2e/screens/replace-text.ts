import type { Locator } from "@playwright/test";

/**
 * Puts a text into a field at once, in place of what is there, selecting as a person does: by the keyboard. Playwright's
 * `fill` selects from outside, and a code editor that has just been given the focus puts its own selection back: the
 * text would be written before what it is to replace.
 */
export async function replaceText(field: Locator, text: string): Promise<void> {
  await field.focus();
  await field.press("ControlOrMeta+a");
  if (text === "") await field.press("Delete");
  else await field.page().keyboard.insertText(text);
}

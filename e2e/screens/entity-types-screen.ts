import { expect, type Locator, type Page } from "@playwright/test";
import { replaceText } from "./replace-text";

/** `/entities` and `/entities/[entityTypeId]`: types of entities, and where one is written. */
export class EntityTypesScreen {
  readonly #page: Page;
  /** Try, entities and code. */
  readonly side: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.side = page.getByRole("complementary", { name: "What it does" });
  }

  /** By the rail, as a stranger would. */
  async openByRail(): Promise<void> {
    await this.#page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Entities" }).click();
    await expect(this.#page.getByRole("heading", { level: 1, name: "Entities" })).toBeVisible();
    // The link's tooltip fades away: half gone, it is no text that anybody is meant to read.
    await this.#page.mouse.move(700, 500);
    await expect(this.#page.getByRole("tooltip")).toHaveCount(0);
  }

  async newType(): Promise<void> {
    await this.#page.getByRole("button", { name: "New entity type" }).click();
    await this.#page.waitForURL(/\/entities\/[^/]+$/);
    await expect(this.field("Name")).toBeVisible();
  }

  /** A setting of an operation, or of the type itself. */
  field(label: string, operation?: string): Locator {
    const whole = this.#page.getByRole("region", { name: "What it is" });
    const within = operation === undefined ? whole : this.operation(operation);
    return within.getByRole("textbox", { name: label, exact: true });
  }

  operation(name: string): Locator {
    return this.#page.getByRole("group", { name: `Operation ${name}`, exact: true });
  }

  /** Types into a setting, key by key, in place of what is there. */
  async type(label: string, text: string, operation?: string): Promise<void> {
    await this.field(label, operation).click();
    // The focus stays there, also when it is the operation's own name that changes.
    const { keyboard } = this.#page;
    await keyboard.press("ControlOrMeta+a");
    await keyboard.press("Delete");
    await keyboard.type(text);
    // A list of words to complete may be open; it is left as typed.
    await keyboard.press("Escape");
  }

  /** Puts a text into a setting at once. */
  async set(label: string, text: string, operation?: string): Promise<void> {
    await replaceText(this.field(label, operation), text);
  }

  async choose(label: string, option: string, operation: string): Promise<void> {
    await this.operation(operation).getByRole("combobox", { name: label, exact: true }).selectOption({ label: option });
  }

  /** A sentence about what is wrong. */
  problem(sentence: RegExp): Locator {
    return this.#page.getByRole("status").filter({ hasText: sentence });
  }

  /** What the server refused, and why. */
  refusal(title: string): Locator {
    return this.#page.getByRole("alert").filter({ hasText: title });
  }

  get publishButton(): Locator {
    return this.#page.getByRole("button", { name: "Publish", exact: true });
  }

  async publish(): Promise<void> {
    await this.publishButton.click();
    await this.expectStatus("Published");
  }

  async expectStatus(status: string): Promise<void> {
    await expect(this.#page.getByRole("status").filter({ hasText: new RegExp(`^${status}$`) })).toBeVisible();
  }

  async showTab(name: "Try" | "Entities" | "Code"): Promise<void> {
    await this.side.getByRole("tab", { name }).click();
  }

  /** Runs an operation on a state that nobody keeps. */
  async tryOperation(operation: string, state: string, input: string): Promise<void> {
    await this.showTab("Try");
    await this.side.getByRole("combobox", { name: "Operation to try" }).selectOption({ label: operation });
    await replaceText(this.side.getByRole("textbox", { name: "State before" }), state);
    await replaceText(this.side.getByRole("textbox", { name: "Input to try" }), input);
    await this.side.getByRole("button", { name: `Try ${operation}` }).click();
  }
}

import { expect, type Locator, type Page } from "@playwright/test";

/** `/`: one's own workflows, and examples to begin from. */
export class GalleryScreen {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(origin = ""): Promise<void> {
    await this.#page.goto(`${origin}/`);
    await expect(this.#page.getByRole("heading", { level: 1, name: "Workflows" })).toBeVisible();
  }

  /** The card of one of one's own workflows. */
  card(name: string): Locator {
    return this.#page.getByRole("list", { name: "Workflows" }).getByRole("listitem").filter({ hasText: name });
  }

  /** Makes an empty workflow and lands in the designer. */
  async newWorkflow(): Promise<void> {
    await this.#page.getByRole("button", { name: "New workflow" }).click();
    await this.#page.waitForURL(/\/workflows\/[^/]+$/);
  }

  /** Makes a copy of an example and lands in the designer. */
  async openExample(title: string): Promise<void> {
    await this.#page.getByRole("button", { name: `Open ${title}` }).click();
    await this.#page.waitForURL(/\/workflows\/[^/]+$/);
  }
}

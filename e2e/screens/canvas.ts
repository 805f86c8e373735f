import type { Locator, Page } from "@playwright/test";

/** The canvas, wherever it stands: authoring, live and past are the same component. */
export class Canvas {
  readonly root: Locator;

  constructor(page: Page) {
    this.root = page.getByRole("region", { name: "Canvas", exact: true });
  }

  /** A node by what it is and how it is called: `node("HTTP request", "stock")`. */
  node(typeTitle: string, name: string): Locator {
    const wanted = `${typeTitle} ${name}`.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return this.root.getByRole("group", { name: new RegExp(`^${wanted}(,|$)`) });
  }

  /** A point where edges begin or end: `stock output`, `enough output true`, `stock input`. */
  port(name: string): Locator {
    return this.root.getByRole("button", { name, exact: true });
  }

  edge(from: string, to: string, port?: string): Locator {
    const label = `Edge from ${from}${port === undefined ? "" : ` ${port}`} to ${to}`;
    return this.root.getByRole("group", { name: label, exact: true });
  }
}

/** The middle of an element, in page coordinates. */
export async function middleOf(locator: Locator): Promise<{ readonly x: number; readonly y: number }> {
  await locator.waitFor();
  const box = await locator.boundingBox();
  if (box === null) throw new Error(`${locator} is not drawn.`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

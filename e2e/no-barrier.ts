import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./fixtures";

/**
 * What must not be: a barrier that stops somebody, or nearly. The page is looked at as by somebody who asks for less
 * motion: the colour of a button that is just being switched on, halfway between two, is none that anybody has to read.
 */
export async function expectNoBarrier(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.evaluate(motionsToEnd);
  const { violations } = await new AxeBuilder({ page }).analyze();
  await page.emulateMedia({ reducedMotion: null });
  const barriers = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => ({
      id,
      help,
      where: nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary}`),
    }));
  expect(barriers).toEqual([]);
}

/** In the page: what moves already comes to its end, unless it has none. One that is broken off ends as well. */
async function motionsToEnd(): Promise<void> {
  const finite = document
    .getAnimations()
    .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
  await Promise.allSettled(finite.map(({ finished }) => finished));
}

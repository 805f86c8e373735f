import { median } from "../statistics.mjs";

const PAGES = 20;
const PAGE_ITEMS = 50;

/**
 * What a page of the list costs, in milliseconds: the worst of the newest page, a page far back, and the newest of
 * a status that nothing has, each as the median of many.
 *
 * @param {import("@dacapo/engine").Client} client
 */
export async function listPageMs(client) {
  const { nextCursor } = await client.list({ limit: 500 });
  /** @type {import("@dacapo/engine").InstanceQuery[]} */
  const queries = [
    { limit: PAGE_ITEMS },
    { limit: PAGE_ITEMS, statuses: ["Failed"] },
    ...(nextCursor === undefined ? [] : [{ limit: PAGE_ITEMS, cursor: nextCursor }]),
  ];
  const medians = [];
  for (const query of queries) {
    const times = [];
    for (let page = 0; page < PAGES; page++) {
      const beganMs = performance.now();
      await client.list(query);
      times.push(performance.now() - beganMs);
    }
    medians.push(median(times));
  }
  return Math.max(...medians);
}

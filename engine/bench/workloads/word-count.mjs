import fs from "node:fs";
import { entityId } from "@dacapo/engine";
import { WrongResult } from "./workload.mjs";

const BOOK = new URL("../../../examples/word-count/persuasion.txt", import.meta.url);
const WORDS = 5_000;
const MAPPERS = 5;
const REDUCERS = 10;
const POLL_MS = 1;

const words = (
  fs
    .readFileSync(BOOK, "utf8")
    .toLowerCase()
    .match(/[a-z']+/g) ?? []
).slice(0, WORDS);
const counts = new Map();
for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);

/** @type {import("./workload.mjs").Workload} */
export const wordCount = {
  name: "word-count",
  title: `${WORDS} words, ${MAPPERS} mapper and ${REDUCERS} reducer entities`,
  module: new URL("../../examples/word-count.mjs", import.meta.url),
  inFlight: [1, 8],
  unitsPerRun: WORDS,
  run: async ({ client }, index) => {
    const count = String(index);
    for (let mapper = 0; mapper < MAPPERS; mapper++) {
      const share = words.filter((_, place) => place % MAPPERS === mapper);
      const input = { count, words: share, mappers: MAPPERS, reducers: REDUCERS };
      await client.signalEntity(entityId("mapper", `${count}-${mapper}`), "map", input);
    }
    mustBeCounted(await summaryOf(client, count));
  },
};

/**
 * Nobody tells a client that an entity has changed: it asks.
 *
 * @param {import("./workload.mjs").Client} client
 * @param {string} count
 */
async function summaryOf(client, count) {
  for (;;) {
    const state = /** @type {any} */ (await client.readEntity(entityId("summary", count)));
    if (state?.done === true) return state.words;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** @param {Readonly<Record<string, number>>} counted */
function mustBeCounted(counted) {
  const found = Object.entries(counted);
  const wrong = found.find(([word, count]) => counts.get(word) !== count);
  if (wrong !== undefined)
    throw new WrongResult(`"${wrong[0]}" was counted ${wrong[1]} times, not ${counts.get(wrong[0])}.`);
  if (found.length !== counts.size) throw new WrongResult(`${found.length} words were counted, not ${counts.size}.`);
}

// Counting words: mappers tell each word to the reducer that it belongs to; when a reducer has heard from every
// mapper that there are no more, it tells the summary what it counted.
import { defineEntity, entityId } from "@dacapo/engine";

/** The same word comes to the same reducer. */
const reducerOf = (word, reducers) => {
  let hash = 0;
  for (let index = 0; index < word.length; index++) hash = (Math.imul(hash, 31) + word.charCodeAt(index)) | 0;
  return Math.abs(hash) % reducers;
};

export const mapper = defineEntity({
  name: "mapper",
  initialState: () => null,
  operations: {
    map(ctx, { count, words, mappers, reducers }) {
      for (const word of words) {
        ctx.signal(entityId("reducer", `${count}-${reducerOf(word, reducers)}`), "add", word);
      }
      for (let reducer = 0; reducer < reducers; reducer++) {
        ctx.signal(entityId("reducer", `${count}-${reducer}`), "end", { count, mappers, reducers });
      }
    },
  },
});

export const reducer = defineEntity({
  name: "reducer",
  initialState: () => ({ words: {}, ended: 0 }),
  operations: {
    add(ctx, word) {
      const { words } = ctx.state;
      words[word] = (words[word] ?? 0) + 1;
    },
    end(ctx, { count, mappers, reducers }) {
      ctx.state.ended += 1;
      if (ctx.state.ended < mappers) return;
      ctx.signal(entityId("summary", count), "take", { words: ctx.state.words, reducers });
      ctx.deleteState();
    },
  },
});

export const summary = defineEntity({
  name: "summary",
  initialState: () => ({ words: {}, taken: 0, done: false }),
  operations: {
    take(ctx, { words, reducers }) {
      Object.assign(ctx.state.words, words);
      ctx.state.taken += 1;
      ctx.state.done = ctx.state.taken === reducers;
    },
  },
});

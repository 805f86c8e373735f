import { Session } from "node:inspector";

/** A sample each so many microseconds: finer ones disturb what they measure. */
const SAMPLING_MICROS = 500;

/**
 * @typedef {import("node:inspector").Profiler.Profile} Profile
 * @typedef {(method: string, params?: object) => Promise<any>} Post asks one thread's inspector
 */

/**
 * Looks at the threads of the engine, and at the opener's: `start` and `stop` say when, `profiles` gives what
 * was seen, by the thread's name. Without threads of its own the engine runs in the opener's.
 *
 * @param {number} threads how many worker threads there must be
 */
export async function profileEngine(threads) {
  const session = new Session();
  session.connect();
  /** @type {Post} */
  const post = (method, params) =>
    new Promise((resolve, reject) => {
      session.post(method, params, (error, result) => (error === null ? resolve(result) : reject(error)));
    });
  const workers = await workersOf(session, post, threads);
  /** @type {ReadonlyMap<string, Post>} */
  const posts = new Map([
    ["opener", post],
    ...workers.map((worker, index) => /** @type {const} */ ([`engine ${index}`, worker])),
  ]);
  for (const ask of posts.values()) {
    await ask("Profiler.enable");
    await ask("Profiler.setSamplingInterval", { interval: SAMPLING_MICROS });
  }
  /** @type {Promise<readonly [string, Profile]>[]} */
  let stopped = [];
  return {
    start: () => {
      for (const ask of posts.values()) void ask("Profiler.start");
    },
    stop: () => {
      stopped = [...posts].map(
        async ([thread, ask]) => /** @type {const} */ ([thread, (await ask("Profiler.stop")).profile]),
      );
    },
    profiles: async () => {
      const profiles = await Promise.all(stopped);
      session.disconnect();
      return profiles;
    },
  };
}

/**
 * The inspectors of the worker threads, reached through the opener's.
 *
 * @param {Session} session
 * @param {Post} post
 * @param {number} count
 * @returns {Promise<Post[]>}
 */
async function workersOf(session, post, count) {
  /** @type {string[]} */
  const attached = [];
  /** @type {Map<number, { resolve: (result: unknown) => void, reject: (error: Error) => void }>} */
  const asked = new Map();
  session.on("NodeWorker.attachedToWorker", ({ params }) => attached.push(params.sessionId));
  session.on("NodeWorker.receivedMessageFromWorker", ({ params }) => {
    const { id, result, error } = JSON.parse(params.message);
    const pending = asked.get(id);
    asked.delete(id);
    if (error === undefined) pending?.resolve(result);
    else pending?.reject(new Error(error.message));
  });
  await post("NodeWorker.enable", { waitForDebuggerOnStart: false });
  if (attached.length < count) throw new Error(`${count} engine threads were expected, ${attached.length} are there.`);
  let nextId = 1;
  return attached.map((sessionId) => (method, params = {}) => {
    const id = nextId++;
    return new Promise((resolve, reject) => {
      asked.set(id, { resolve, reject });
      post("NodeWorker.sendMessageToWorker", { sessionId, message: JSON.stringify({ id, method, params }) }).catch(
        reject,
      );
    });
  });
}

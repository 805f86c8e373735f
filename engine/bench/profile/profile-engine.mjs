import { Session } from "node:inspector";

/** A sample each so many microseconds: finer ones disturb what they measure. */
const SAMPLING_MICROS = 500;
const SAMPLING_BYTES = 16 * 1024;

/**
 * @typedef {import("node:inspector").Profiler.Profile} Profile
 * @typedef {(method: string, params?: object) => Promise<any>} Post asks one thread's inspector
 */

/**
 * @typedef {object} Lens
 * @property {(ask: Post) => Promise<unknown>} ready
 * @property {(ask: Post) => Promise<unknown>} start
 * @property {(ask: Post) => Promise<Profile>} stop
 */

/**
 * How each thing that can be looked at is begun and ended.
 *
 * @type {Readonly<Record<import("../measurement.mjs").ProfileKind, Lens>>}
 */
const LENSES = {
  time: {
    ready: async (ask) => {
      await ask("Profiler.enable");
      await ask("Profiler.setSamplingInterval", { interval: SAMPLING_MICROS });
    },
    start: (ask) => ask("Profiler.start"),
    stop: async (ask) => (await ask("Profiler.stop")).profile,
  },
  allocations: {
    ready: (ask) => ask("HeapProfiler.enable"),
    start: (ask) =>
      ask("HeapProfiler.startSampling", {
        samplingInterval: SAMPLING_BYTES,
        // What has been collected counts: it is what the garbage collector worked for.
        includeObjectsCollectedByMajorGC: true,
        includeObjectsCollectedByMinorGC: true,
      }),
    stop: async (ask) => asProfile((await ask("HeapProfiler.stopSampling")).profile.head),
  },
};

/**
 * Looks at the threads of the engine, and at the opener's: `start` and `stop` say when, `profiles` gives what
 * was seen, by the thread's name. Without threads of its own the engine runs in the opener's.
 *
 * @param {number} threads how many worker threads there must be
 * @param {import("../measurement.mjs").ProfileKind} kind
 */
export async function profileEngine(threads, kind) {
  const { ready, start, stop } = LENSES[kind];
  const session = new Session();
  session.connect();
  /** @type {Post} */
  const post = (method, params) =>
    new Promise((resolve, reject) => {
      session.post(method, params, (error, result) => (error === null ? resolve(result) : reject(error)));
    });
  const workers = await workersOf(session, post, threads);
  const posts = new Map([["opener", post]]);
  for (const [index, worker] of workers.entries()) posts.set(`engine ${index}`, worker);
  for (const ask of posts.values()) await ready(ask);
  /** @type {Promise<readonly [string, Profile]>[]} */
  let stopped = [];
  return {
    start: () => {
      for (const ask of posts.values()) void start(ask);
    },
    stop: () => {
      stopped = [...posts].map(async ([thread, ask]) => /** @type {const} */ ([thread, await stop(ask)]));
    },
    profiles: async () => {
      const profiles = await Promise.all(stopped);
      session.disconnect();
      return profiles;
    },
  };
}

/**
 * A tree of allocations in the form of a profile: a byte for a microsecond.
 *
 * @param {import("node:inspector").HeapProfiler.SamplingHeapProfileNode} head
 * @returns {Profile}
 */
function asProfile(head) {
  /** @type {import("node:inspector").Profiler.ProfileNode[]} */
  const nodes = [];
  /** @type {number[]} */
  const samples = [];
  /** @type {number[]} */
  const timeDeltas = [];
  /** @param {typeof head} node @returns {number} the number that it is given */
  const visit = ({ callFrame, selfSize, children }) => {
    const id = nodes.length + 1;
    /** @type {number[]} */
    const below = [];
    nodes.push({ id, callFrame, children: below });
    samples.push(id);
    timeDeltas.push(selfSize);
    for (const child of children) below.push(visit(child));
    return id;
  };
  visit(head);
  return { nodes, samples, timeDeltas, startTime: 0, endTime: 0 };
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

import type { Failure } from "../../../model/index.js";
import {
  type EpisodeOutcome,
  failureOfThrown,
  isMessage,
  LiveOrchestration,
  replay,
  type StackReading,
} from "../../../orchestration/index.js";
import type { RealmAnswer, RealmRequest } from "../protocol.js";
import { compileProgram, type Program } from "./compartments.js";

/**
 * The locked realm's side of the border. One function, text in and text out, so that no object of
 * either side is ever seen by the other. Each session is an object of its own: a session that is
 * stopped in the middle of a turn leaves nothing half done that another session uses.
 */
interface Version {
  readonly program: Program;
  readonly stacks: StackReading;
}

declare const getStackString: (error: Error) => string;

const versions = new Map<string, Version>();
const sessions = new Map<string, { readonly live: LiveOrchestration; readonly version: Version }>();

function answer(request: RealmRequest): RealmAnswer {
  switch (request.ask) {
    case "load":
      return load(request);
    case "unload":
      versions.delete(request.version);
      return { answer: "done" };
    case "name": {
      const { program, stacks } = requireVersion(request.version);
      return guarded(stacks, () => ({ answer: "name", name: program().name }));
    }
    case "start": {
      const version = requireVersion(request.version);
      const { session, started, turn } = request;
      sessions.delete(session);
      const opened = open(version);
      if ("failure" in opened) return { answer: "outcome", outcome: { kind: "failed", actions: [], ...opened } };
      const live = new LiveOrchestration(opened.run, started, version.stacks);
      const outcome = live.start(turn);
      if (outcome.kind === "waiting") sessions.set(session, { live, version });
      return outcomeOf(live, outcome);
    }
    case "deliver": {
      const session = sessions.get(request.session);
      if (session === undefined) return { answer: "fault", message: `there is no session ${request.session}` };
      const outcome = session.live.deliver(request.messages.filter(isMessage), request.turn);
      if (outcome.kind !== "waiting") sessions.delete(request.session);
      return outcomeOf(session.live, outcome);
    }
    case "rebuild": {
      const version = requireVersion(request.version);
      sessions.delete(request.session);
      const opened = open(version);
      if ("failure" in opened) return { answer: "diverged", failure: opened.failure };
      const replayed = replay(opened.run, request.history, version.stacks);
      if (replayed.kind === "diverged") return { answer: "diverged", failure: replayed.failure };
      if (!replayed.live.ended) sessions.set(request.session, { live: replayed.live, version });
      return { answer: "live" };
    }
    case "drop":
      sessions.delete(request.session);
      return { answer: "done" };
  }
}

function outcomeOf(live: LiveOrchestration, outcome: EpisodeOutcome): RealmAnswer {
  const log = live.takeLog();
  return log.length === 0 ? { answer: "outcome", outcome } : { answer: "outcome", outcome, log };
}

function load({ version, source, sourceUrl, firstLineOffset }: RealmRequest & { ask: "load" }): RealmAnswer {
  const stacks: StackReading = { stackOf: (error) => getStackString(error), sourceUrl, firstLineOffset };
  return guarded(stacks, () => {
    versions.set(version, { program: compileProgram(source), stacks });
    return { answer: "done" };
  });
}

function requireVersion(name: string): Version {
  const version = versions.get(name);
  if (version === undefined) throw new Error(`version ${name} is not loaded`);
  return version;
}

/** A person's code may throw from its first line on. */
function guarded(stacks: StackReading, act: () => RealmAnswer): RealmAnswer {
  try {
    return act();
  } catch (thrown) {
    return { answer: "refused", failure: failureOfThrown(thrown, stacks).failure };
  }
}

function open({ program, stacks }: Version): Pick<LiveOrchestration, "run"> | { readonly failure: Failure } {
  try {
    return program();
  } catch (thrown) {
    return failureOfThrown(thrown, stacks);
  }
}

const TOO_MUCH: EpisodeOutcome = {
  kind: "failed",
  actions: [],
  failure: {
    code: "PayloadTooLarge",
    message: "The orchestration asked for more data in one turn than can be carried. Write large data to files.",
    nonRetriable: true,
  },
};

function encode(given: RealmAnswer, request: RealmRequest): string {
  try {
    return JSON.stringify(given);
  } catch (thrown) {
    if (given.answer !== "outcome" || !(thrown instanceof RangeError)) throw thrown;
    if (request.ask === "start" || request.ask === "deliver") sessions.delete(request.session);
    return JSON.stringify({ answer: "outcome", outcome: TOO_MUCH } satisfies RealmAnswer);
  }
}

/** Text in, text out. */
export function cross(text: string): string {
  try {
    const request = JSON.parse(text) as RealmRequest;
    return encode(answer(request), request);
  } catch (thrown) {
    const message = thrown instanceof Error ? `${thrown.message}\n${getStackString(thrown)}` : "something was thrown";
    return JSON.stringify({ answer: "fault", message } satisfies RealmAnswer);
  }
}

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { type Failure, type HistoryEvent, InvariantViolation, LIMITS } from "../../model/index.js";
import { type EpisodeOutcome, isMessage, type LogLine, type Turn } from "../../orchestration/index.js";
import { InvalidCode } from "./invalid-code.js";
import { type PreparedCode, prepareCode } from "./prepare-code.js";
import type { RealmAnswer, RealmRequest } from "./protocol.js";
import type { Rebuilt, RecordedStart } from "./runner.js";

/** Made by engine/scripts/build-realm.mjs. This file lies equally deep in src and in dist. */
const BUNDLE = fileURLToPath(new URL("../../../dist/realm-bundle.js", import.meta.url));
/** Versions whose code is kept compiled; the one not used for longest goes first. */
const VERSIONS_MAX = 500;

export interface CodeRealmOptions {
  readonly episodeMsMax?: number;
  /**
   * Somebody else ends this thread when a turn does not come back (`host/pulse.ts`). Else each turn of
   * code that may loop is watched from in here, by a thread of the operating system for each turn.
   */
  readonly isWatchedFromOutside?: boolean;
  /** The script that makes the realm; default: the built one. */
  readonly bundle?: string;
}

/**
 * A `node:vm` context with SES locked down inside it, in which published code runs. Nothing but
 * text crosses its border. Reading of objects that come out of it (an error that is thrown out, say)
 * is avoided: they belong to the other side.
 */
export class CodeRealm {
  readonly #episodeMsMax: number;
  readonly #isWatchedFromOutside: boolean;
  readonly #context: vm.Context;
  /** The context's global object as the host sees it: holds the request's text while a guarded call runs. */
  readonly #border: { request: string };
  readonly #cross: (text: string) => unknown;
  readonly #guardedCross = new vm.Script("dacapoRealm.cross(request)", { filename: "dacapo:realm-call" });
  readonly #prepared = new Map<string, PreparedCode>();
  readonly #versionOf = new Map<string, string>();
  #said: LogLine[] = [];

  constructor({ episodeMsMax = LIMITS.episodeMsMax, isWatchedFromOutside = false, bundle }: CodeRealmOptions = {}) {
    this.#episodeMsMax = episodeMsMax;
    this.#isWatchedFromOutside = isWatchedFromOutside;
    this.#border = Object.assign(Object.create(null) as object, { request: "" });
    this.#context = vm.createContext(this.#border, {
      name: "dacapo realm",
      microtaskMode: "afterEvaluate",
      codeGeneration: { strings: true, wasm: false },
    });
    vm.runInContext(bundle ?? readBundle(), this.#context, { filename: "dacapo:realm" });
    this.#cross = vm.runInContext("dacapoRealm.cross", this.#context) as (text: string) => unknown;
  }

  /** Checks that the code loads; throws {@link InvalidCode}. */
  inspect(code: string): { readonly name: string } {
    const version = "inspected";
    this.#load(version, code);
    const answer = this.#ask({ ask: "name", version }, { guarded: true });
    this.#unload(version);
    if (answer === undefined) {
      throw new InvalidCode(`The code runs longer than ${this.#episodeMsMax} ms before it exports anything.`);
    }
    if (answer.answer === "refused") throw invalidCode(answer.failure);
    return { name: expected(answer, "name").name };
  }

  start(session: string, version: string, code: string, started: RecordedStart, turn: Turn): EpisodeOutcome {
    const guarded = this.#require(version, code);
    const answer = this.#ask({ ask: "start", session, version, started, turn }, { guarded });
    return this.#outcome(session, version, answer);
  }

  deliver(session: string, messages: readonly HistoryEvent[], turn: Turn): EpisodeOutcome {
    const version = this.#versionOf.get(session);
    if (version === undefined) throw new InvariantViolation(`session ${session} is not live`);
    const guarded = this.#prepared.get(version)?.quick !== true && !this.#isWatchedFromOutside;
    const heard = messages.filter((event) => isMessage(event) && event.type !== "ActivityStarted");
    const answer = this.#ask({ ask: "deliver", session, messages: heard, turn }, { guarded });
    return this.#outcome(session, version, answer);
  }

  rebuild(session: string, version: string, code: string, history: readonly HistoryEvent[]): Rebuilt {
    const guarded = this.#require(version, code);
    const answer = this.#ask({ ask: "rebuild", session, version, history }, { guarded });
    if (answer === undefined) {
      this.drop(session);
      return { kind: "diverged", failure: this.#timeout() };
    }
    if (answer.answer === "diverged") {
      this.drop(session);
      return { kind: "diverged", failure: answer.failure };
    }
    expected(answer, "live");
    this.#versionOf.set(session, version);
    return { kind: "live" };
  }

  takeLog(): readonly LogLine[] {
    if (this.#said.length === 0) return this.#said;
    const said = this.#said;
    this.#said = [];
    return said;
  }

  isLive(session: string): boolean {
    return this.#versionOf.has(session);
  }

  drop(session: string): void {
    this.#versionOf.delete(session);
    this.#ask({ ask: "drop", session }, { guarded: false });
  }

  /** Loads a version unless it is loaded; true when its episodes must be watched. */
  #require(version: string, code: string): boolean {
    const prepared = this.#prepared.get(version) ?? this.#load(version, code);
    this.#prepared.delete(version);
    this.#prepared.set(version, prepared);
    for (const oldest of this.#prepared.keys()) {
      if (this.#prepared.size <= VERSIONS_MAX) break;
      this.#unload(oldest);
    }
    return !prepared.quick && !this.#isWatchedFromOutside;
  }

  #load(version: string, code: string): PreparedCode {
    const prepared = prepareCode(code, version);
    const { source, sourceUrl, firstLineOffset } = prepared;
    const answer = this.#ask({ ask: "load", version, source, sourceUrl, firstLineOffset }, { guarded: false });
    if (answer?.answer === "refused") throw invalidCode(answer.failure);
    this.#prepared.set(version, prepared);
    return prepared;
  }

  #unload(version: string): void {
    this.#prepared.delete(version);
    this.#ask({ ask: "unload", version }, { guarded: false });
  }

  #outcome(session: string, version: string, answer: RealmAnswer | undefined): EpisodeOutcome {
    if (answer === undefined) {
      this.drop(session);
      return { kind: "failed", actions: [], failure: this.#timeout() };
    }
    const { outcome, log } = expected(answer, "outcome");
    if (log !== undefined) this.#said.push(...log);
    if (outcome.kind === "waiting") this.#versionOf.set(session, version);
    else this.#versionOf.delete(session);
    return outcome;
  }

  /** Asks the realm; `undefined` when a guarded call took too long and was stopped. */
  #ask(request: RealmRequest, { guarded }: { readonly guarded: boolean }): RealmAnswer | undefined {
    const text = JSON.stringify(request);
    const startedMs = performance.now();
    const answer: unknown = guarded ? this.#crossGuarded(text) : this.#cross(text);
    if (answer === undefined) return undefined;
    // What was taken for quick and is not has taken too long all the same.
    if (performance.now() - startedMs > this.#episodeMsMax && "session" in request) return undefined;
    if (typeof answer !== "string") throw new InvariantViolation("something other than text came out of the realm");
    return JSON.parse(answer) as RealmAnswer;
  }

  #crossGuarded(text: string): unknown {
    this.#border.request = text;
    try {
      return this.#guardedCross.runInContext(this.#context, { timeout: this.#episodeMsMax });
    } catch (thrown) {
      if (wasStopped(thrown)) return undefined;
      throw new InvariantViolation("something was thrown out of the realm");
    } finally {
      this.#border.request = "";
    }
  }

  #timeout(): Failure {
    return {
      code: "EpisodeTimeout",
      message:
        `The orchestration ran for more than ${this.#episodeMsMax} ms without waiting for anything, and was stopped. ` +
        "It probably has an endless loop. Long work belongs in an activity.",
      nonRetriable: true,
    };
  }
}

/** The error of a stopped script may be made on either side; it is looked at without running any code of its own. */
function wasStopped(thrown: unknown): boolean {
  if (typeof thrown !== "object" || thrown === null) return false;
  return Object.getOwnPropertyDescriptor(thrown, "code")?.value === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}

function readBundle(): string {
  try {
    return readFileSync(BUNDLE, "utf8");
  } catch (cause) {
    throw new Error(`The locked realm's script ${BUNDLE} cannot be read. Build it: npm run build.`, { cause });
  }
}

function expected<Kind extends RealmAnswer["answer"]>(
  answer: RealmAnswer | undefined,
  kind: Kind,
): RealmAnswer & { readonly answer: Kind } {
  if (answer?.answer === kind) return answer as RealmAnswer & { readonly answer: Kind };
  const what = answer?.answer === "fault" ? answer.message : JSON.stringify(answer);
  throw new InvariantViolation(`the realm was expected to answer "${kind}" and answered: ${what}`);
}

function invalidCode({ message, code, details }: Failure): InvalidCode {
  const line = typeof details === "object" && details !== null && "line" in details ? details.line : undefined;
  return new InvalidCode(`The code does not load: ${code}: ${message}`, typeof line === "number" ? line : undefined);
}

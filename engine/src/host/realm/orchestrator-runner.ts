import type { HistoryEvent } from "../../model/index.js";
import {
  type EpisodeOutcome,
  isMessage,
  LiveOrchestration,
  type LogLine,
  replay,
  type Turn,
} from "../../orchestration/index.js";
import { CodeRealm, type CodeRealmOptions } from "./code-realm.js";
import type { Definition, OrchestratorRunner, Rebuilt, RecordedStart } from "./runner.js";

export type { CodeRealmOptions } from "./code-realm.js";
export { InvalidCode } from "./invalid-code.js";
export type { Definition, OrchestratorRunner, Rebuilt, RecordedStart } from "./runner.js";

/** A runner for both kinds of definitions. The locked realm is made when code is first asked for. */
export function createOrchestratorRunner(options: CodeRealmOptions = {}): OrchestratorRunner {
  return new Runner(options);
}

class Runner implements OrchestratorRunner {
  readonly #functions = new Map<string, LiveOrchestration>();
  #realm: CodeRealm | undefined;
  #said: LogLine[] = [];

  constructor(readonly options: CodeRealmOptions) {}

  inspect(code: string): { readonly name: string } {
    return this.#codeRealm().inspect(code);
  }

  start(session: string, definition: Definition, started: RecordedStart, turn: Turn): EpisodeOutcome {
    this.drop(session);
    if (definition.kind === "code") {
      return this.#codeRealm().start(session, definition.version, definition.code, started, turn);
    }
    const live = new LiveOrchestration(definition.orchestration.run, started);
    return this.#keep(session, live, live.start(turn));
  }

  deliver(session: string, messages: readonly HistoryEvent[], turn: Turn): EpisodeOutcome {
    const live = this.#functions.get(session);
    if (live === undefined) return this.#codeRealm().deliver(session, messages, turn);
    return this.#keep(session, live, live.deliver(messages.filter(isMessage), turn));
  }

  rebuild(session: string, definition: Definition, history: readonly HistoryEvent[]): Rebuilt {
    this.drop(session);
    if (definition.kind === "code") {
      return this.#codeRealm().rebuild(session, definition.version, definition.code, history);
    }
    const replayed = replay(definition.orchestration.run, history);
    if (replayed.kind === "diverged") return { kind: "diverged", failure: replayed.failure };
    if (!replayed.live.ended) this.#functions.set(session, replayed.live);
    return { kind: "live" };
  }

  takeLog(): readonly LogLine[] {
    const inRealm = this.#realm?.takeLog() ?? [];
    if (this.#said.length === 0) return inRealm;
    const said = [...this.#said, ...inRealm];
    this.#said = [];
    return said;
  }

  isLive(session: string): boolean {
    return this.#functions.has(session) || this.#realm?.isLive(session) === true;
  }

  drop(session: string): void {
    this.#functions.delete(session);
    if (this.#realm?.isLive(session) === true) this.#realm.drop(session);
  }

  #keep(session: string, live: LiveOrchestration, outcome: EpisodeOutcome): EpisodeOutcome {
    const log = live.takeLog();
    if (log.length > 0) this.#said.push(...log);
    if (outcome.kind === "waiting") this.#functions.set(session, live);
    else this.#functions.delete(session);
    return outcome;
  }

  #codeRealm(): CodeRealm {
    this.#realm ??= new CodeRealm(this.options);
    return this.#realm;
  }
}

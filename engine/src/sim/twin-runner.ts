import { isDeepStrictEqual } from "node:util";
import type { Definition, OrchestratorRunner } from "../host/realm/runner.js";
import type { EpisodeOutcome, HistoryEvent } from "../model/index.js";
import type { Chance } from "./chance.js";
import { PROGRAMS } from "./perform.js";
import { nameInCode } from "./program.js";
import type { Tally } from "./tally.js";

export interface TwinRunner extends OrchestratorRunner {
  /** The log goes back to what is durable: what was kept may be of a time that never was. */
  forget(): void;
}

/**
 * Two runners side by side. One keeps its orchestrators in memory as long as the process lives; the
 * other loses them at random, so that the engine has to rebuild them by replay. Whatever one says
 * the other must say: that is what "replay equals live" means. Published code is a program's name.
 */
export function twinRunner(
  parts: { readonly rebuilding: OrchestratorRunner; readonly makeKeeping: () => OrchestratorRunner },
  chance: Chance,
  tally: Tally,
  differs: (what: string) => void,
): TwinRunner {
  const { rebuilding, makeKeeping } = parts;
  let keeping = makeKeeping();

  function compared(session: string, turn: number, rebuilt: EpisodeOutcome, kept: EpisodeOutcome): EpisodeOutcome {
    tally.comparedTurns += 1;
    if (!isDeepStrictEqual(withoutStack(rebuilt), withoutStack(kept))) {
      differs(
        `replay differs from live in turn ${turn} of ${session}: ${JSON.stringify(rebuilt)} and ${JSON.stringify(kept)}`,
      );
    }
    return rebuilt;
  }

  return {
    inspect: (code) => ({ name: nameInCode(code) }),
    start(session, given, started, turn) {
      const definition = programOf(given);
      const first = rebuilding.start(session, definition, started, turn);
      return compared(session, turn.turn, first, keeping.start(session, definition, started, turn));
    },
    deliver(session, messages, turn) {
      const first = rebuilding.deliver(session, messages, turn);
      return compared(session, turn.turn, first, keeping.deliver(session, messages, turn));
    },
    rebuild(session, given, history: readonly HistoryEvent[]) {
      const definition = programOf(given);
      tally.rebuiltOrchestrators += 1;
      if (!keeping.isLive(session)) keeping.rebuild(session, definition, history);
      return rebuilding.rebuild(session, definition, history);
    },
    takeLog() {
      const said = rebuilding.takeLog();
      const kept = keeping.takeLog();
      if (!isDeepStrictEqual(said, kept)) differs(`what is logged differs: ${JSON.stringify([said, kept])}`);
      return said;
    },
    isLive(session) {
      if (rebuilding.isLive(session) && chance.happens(0.15)) rebuilding.drop(session);
      return rebuilding.isLive(session);
    },
    drop: (session) => rebuilding.drop(session),
    forget: () => {
      keeping = makeKeeping();
    },
  };
}

/** A stack names the two runners' own lines; it is for people. */
function withoutStack(outcome: EpisodeOutcome): EpisodeOutcome {
  if (outcome.kind !== "failed") return outcome;
  const { stack: _stack, ...failure } = outcome.failure;
  return { ...outcome, failure };
}

function programOf(definition: Definition): Definition {
  if (definition.kind === "function") return definition;
  const name = nameInCode(definition.code);
  const orchestration = PROGRAMS.find((program) => program.name === name);
  return orchestration === undefined ? definition : { kind: "function", orchestration };
}

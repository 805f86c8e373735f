import { decodeJson, type Origin } from "../model/index.js";
import type { OrchestrationContext } from "./context.js";
import type { Rounds } from "./context-scopes.js";
import type { Execution } from "./execution.js";
import { blame, codedError } from "./thrown.js";

/** The port that a loop takes into each round. */
const AGAIN = "again";

/** What `rounds` needs to know of the loop. */
export interface LoopOfRounds {
  readonly execution: Execution;
  readonly origin: Origin;
  readonly maxRounds: number;
  /** The context of a round. */
  readonly contextOf: (round: number) => OrchestrationContext;
}

/**
 * The rounds of a loop that code writes as a loop. The history tells them as it tells the iterations of any container:
 * the loop begins, each round is a port taken, and what a round asks for has the round's number in its path.
 */
export class RoundsHandle implements Rounds {
  readonly #loop: LoopOfRounds;
  #begun = 0;

  constructor(loop: LoopOfRounds) {
    this.#loop = loop;
    const { execution, origin } = loop;
    execution.act({ type: "LoopStarted", origin, items: execution.encode([], "The list of items"), itemCount: 0 });
  }

  again(condition: unknown): boolean {
    if (!condition) return false;
    const { origin, maxRounds } = this.#loop;
    if (this.#begun < maxRounds) return true;
    const message = `${origin.node} would go on after ${maxRounds} rounds, and no more are allowed. Change its condition, or allow more.`;
    throw blame(codedError("TooManyRounds", message), origin);
  }

  next(): OrchestrationContext {
    const { execution, origin, contextOf } = this.#loop;
    execution.countIterations(1);
    execution.act({ type: "BranchDecided", origin, port: AGAIN });
    this.#begun += 1;
    return contextOf(this.#begun - 1);
  }

  end<Variables>(variables: Variables): Variables {
    const { execution, origin } = this.#loop;
    try {
      const results = execution.encode(variables, `The variables of ${origin.node}`);
      execution.act({ type: "LoopCompleted", origin, results });
      return decodeJson(results) as Variables;
    } catch (thrown) {
      throw blame(thrown, origin);
    }
  }
}

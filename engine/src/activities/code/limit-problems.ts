import type { CodeProblem } from "./answer.js";
import { CODE_LIMITS } from "./limits.js";

/* Apart from the sandbox itself, because the pool says the same and must not load an engine for it. */

export function timeLimit(runMsMax: number): CodeProblem {
  return {
    code: "CodeTimeLimit",
    message: `The code ran longer than ${runMsMax / 1_000} s and was stopped. Look for a loop that does not end, or do less in one node.`,
  };
}

export function tooLarge(characters: number): CodeProblem {
  return {
    code: "CodeOutputTooLarge",
    message: `The value that the code returns has ${characters} characters as JSON; a node may give ${CODE_LIMITS.resultCharactersMax}. Return less, or write it to a file and return its name.`,
  };
}

import { type AttemptLogLevel, type AttemptLogLine, LIMITS } from "../model/index.js";

/** What an activity says in one attempt, up to the limits. What is beyond them is counted, and said at the end. */
export class AttemptLog {
  readonly #lines: AttemptLogLine[] = [];
  #characters = 0;
  #left = 0;

  say(level: AttemptLogLevel, message: string): void {
    const text = cut(String(message), LIMITS.logMessageCharactersMax);
    const characters = this.#characters + text.length;
    if (this.#lines.length >= LIMITS.attemptLogLinesMax || characters > LIMITS.attemptLogCharactersMax) {
      this.#left += 1;
      return;
    }
    this.#characters = characters;
    this.#lines.push({ level, message: text });
  }

  /** Everything that was said. */
  lines(): readonly AttemptLogLine[] {
    if (this.#left === 0) return this.#lines;
    const more = this.#left === 1 ? "One more line is" : `${this.#left} more lines are`;
    return [...this.#lines, { level: "warn", message: `${more} left out.` }];
  }
}

const cut = (text: string, charactersMax: number): string =>
  text.length <= charactersMax ? text : `${text.slice(0, charactersMax)}…`;

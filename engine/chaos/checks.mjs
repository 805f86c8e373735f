/**
 * What was checked, by law, and what was found to be wrong. Every check counts, whether it was made
 * under load or in the audit at the end.
 */
export class Checks {
  /** @type {Map<string, { passed: number, failed: number }>} */
  byLaw = new Map();
  /** @type {{ readonly law: string, readonly what: string }[]} */
  violations = [];
  /** @type {(line: string) => void} */
  #tell;

  /** @param {(line: string) => void} tell takes each violation, as it is found */
  constructor(tell) {
    this.#tell = tell;
  }

  /**
   * @param {string} law what must hold, in words
   * @param {boolean} holds
   * @param {() => string} what where it does not hold, and what is there instead
   */
  check(law, holds, what) {
    const counts = this.byLaw.get(law) ?? { passed: 0, failed: 0 };
    this.byLaw.set(law, counts);
    if (holds) {
      counts.passed += 1;
      return;
    }
    counts.failed += 1;
    const violation = { law, what: what() };
    this.violations.push(violation);
    this.#tell(`VIOLATED: ${law}: ${violation.what}`);
  }

  get passed() {
    return this.#sum("passed");
  }

  get failed() {
    return this.#sum("failed");
  }

  /** @param {"passed" | "failed"} outcome */
  #sum(outcome) {
    return [...this.byLaw.values()].reduce((sum, counts) => sum + counts[outcome], 0);
  }
}

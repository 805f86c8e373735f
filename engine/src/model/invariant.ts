/**
 * Raised when Dacapo itself is wrong. It is never caught to continue: the partition that meets it
 * stops, its log stays as it is, and recovery starts from what is durable.
 */
export class InvariantViolation extends Error {
  override readonly name = "InvariantViolation";
}

/** States what must hold. A message names the thing that broke, with its values. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantViolation(message);
}

/** The end of every exhaustive switch: reached only if a case was forgotten or data was forged. */
export function unreachable(value: never, what: string): never {
  throw new InvariantViolation(`unexpected ${what}: ${JSON.stringify(value)}`);
}

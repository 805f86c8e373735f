/** The code of a workflow does not load. `line` counts from 1 in the code as it was given. */
export class InvalidCode extends Error {
  override readonly name = "InvalidCode";
  readonly code = "InvalidCode";
  constructor(
    message: string,
    readonly line?: number,
  ) {
    super(message);
  }
}

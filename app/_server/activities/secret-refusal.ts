import type { SecretSource } from "@dacapo/engine";

/** A secret that is not there, or not what its activity needs. It says the secret's name and never its value. */
export class SecretRefusal extends Error {
  override readonly name = "SecretRefusal";
  readonly nonRetriable = true;
  readonly details: { readonly secret: string };
  constructor(
    readonly code: "SecretMissing" | "SecretInvalid",
    message: string,
    secret: string,
  ) {
    super(message);
    this.details = { secret };
  }
}

/** The value of a secret. `undone` says what was not done without it: "The mail was not sent". */
export function secretNamed(secrets: SecretSource, name: string, undone: string): string {
  const value = secrets.find(name);
  if (value !== undefined) return value;
  throw new SecretRefusal("SecretMissing", `${undone}: there is no secret "${name}". ${secrets.howToSet(name)}`, name);
}

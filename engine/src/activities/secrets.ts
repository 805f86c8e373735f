/**
 * Where activities take secrets from. Graphs, inputs and histories name a secret; its value is known to the activity alone
 * that needs it, which says it to the service and to nobody else.
 */
export interface SecretSource {
  /** The value, or undefined when there is no secret of that name. */
  find(name: string): string | undefined;
  /** What a person does to have a secret of that name, as a sentence. */
  howToSet(name: string): string;
}

const PREFIX = "DACAPO_SECRET_";

/** Secrets from environment variables: `stripe-key` is `DACAPO_SECRET_STRIPE_KEY`. An empty one does not exist. */
export function environmentSecrets(variables: Readonly<Record<string, string | undefined>>): SecretSource {
  return {
    find: (name) => (isSecretName(name) ? variables[variableOf(name)] || undefined : undefined),
    howToSet: (name) =>
      isSecretName(name)
        ? `Set the environment variable ${variableOf(name)} and start the server again.`
        : "A secret's name holds letters, digits, - and _.",
  };
}

/** No secrets at all. */
export const NO_SECRETS: SecretSource = {
  find: () => undefined,
  howToSet: () => "This hub was opened without secrets: give its activities a source of secrets.",
};

const isSecretName = (name: string): boolean => /^[A-Za-z0-9_-]{1,200}$/.test(name);
const variableOf = (name: string): string => `${PREFIX}${name.toUpperCase().replaceAll("-", "_")}`;

import { HttpRequestError } from "./http-request-error.js";
import type { SecretSource } from "./secrets.js";

/** How a request says who asks. `secret` is a name. */
export type HttpAuth =
  | { readonly kind: "bearer"; readonly secret: string }
  | { readonly kind: "basic"; readonly user: string; readonly secret: string }
  | { readonly kind: "header"; readonly header: string; readonly secret: string };

/** A header with a secret in it. */
export interface SecretHeader {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
  /** What must appear nowhere else. */
  readonly toHide: readonly string[];
}

/** A shorter one would be found in texts that have nothing to do with it. */
const SECRET_CHARACTERS_MIN = 4;

/** Looks the secret up. The errors name it; none says its value. */
export function secretHeaderOf(auth: HttpAuth, secrets: SecretSource, what: string): SecretHeader {
  const secret = secrets.find(auth.secret);
  if (secret === undefined) {
    throw new HttpRequestError(
      "SecretMissing",
      `${what} was not sent: there is no secret "${auth.secret}". ${secrets.howToSet(auth.secret)}`,
      { nonRetriable: true, details: { secret: auth.secret } },
    );
  }
  if (secret.length < SECRET_CHARACTERS_MIN || !/^[\x20-\x7e]+$/.test(secret)) {
    throw new HttpRequestError(
      "SecretInvalid",
      `${what} was not sent: the secret "${auth.secret}" is shorter than ${SECRET_CHARACTERS_MIN} characters or holds some that a header cannot carry, such as a line end. Set it anew.`,
      { nonRetriable: true, details: { secret: auth.secret } },
    );
  }
  switch (auth.kind) {
    case "bearer":
      return { name: "authorization", value: `Bearer ${secret}`, toHide: [secret] };
    case "basic": {
      const pair = `${auth.user}:${secret}`;
      return { name: "authorization", value: `Basic ${Buffer.from(pair).toString("base64")}`, toHide: [pair, secret] };
    }
    case "header": {
      if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(auth.header)) {
        throw new HttpRequestError(
          "InvalidHeader",
          `${what} was not sent: "${auth.header}" is no name of a header. A name holds letters, digits and -.`,
          { nonRetriable: true, details: { header: auth.header } },
        );
      }
      return { name: auth.header.toLowerCase(), value: secret, toHide: [secret] };
    }
  }
}

import { createHmac } from "node:crypto";
import { type Activity, defineActivity, type SecretSource } from "@dacapo/engine";
import * as z from "zod";
import { bytesOf } from "./base64-text";
import { algorithm, digestForm, textForm } from "./digest-input";
import { secretNamed } from "./secret-refusal";

/** Signs a text with a key that the run never holds: it names a secret. */
export function cryptoHmac(secrets: SecretSource): Activity {
  return defineActivity({
    name: "crypto.hmac",
    title: "Sign (HMAC)",
    description: "Signs a text with a secret key, so that whoever has the key can tell that nobody changed it.",
    icon: "key",
    effects: "idempotent",
    input: z.strictObject({
      text: z.string().meta({ title: "Text" }),
      secret: z.string().min(1).meta({ title: "Key", description: "The name of a secret." }),
      textForm,
      algorithm,
      as: digestForm,
    }),
    output: z.string().meta({ title: "Signature" }),
    run: ({ text, secret, textForm, algorithm, as }) =>
      createHmac(algorithm, secretNamed(secrets, secret, "The text was not signed"))
        .update(bytesOf(text, textForm))
        .digest(as),
  });
}

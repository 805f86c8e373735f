import * as z from "zod";

/** SHA-1 and MD5 are for services that still ask for them; they keep nobody out. */
export const algorithm = z
  .enum(["sha256", "sha384", "sha512", "sha1", "md5"])
  .default("sha256")
  .meta({ title: "Algorithm", description: "sha1 and md5 are only for services that ask for them." });

/** How the text that is digested stands for bytes. */
export const textForm = z
  .enum(["text", "base64"])
  .default("text")
  .meta({ title: "The text is", description: "Text, taken as UTF-8, or bytes in base64." });

/** How the digest is written. */
export const digestForm = z.enum(["hex", "base64", "base64url"]).default("hex").meta({ title: "Write as" });

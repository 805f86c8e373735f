import { encodeCarried, type JsonText, LIMITS } from "../model/index.js";
import { rangeError } from "./thrown.js";

/** Encodes what code hands over. Throws when JSON cannot carry it, or when it is larger than the limit. */
export function encodePayload(value: unknown, what: string): JsonText {
  const encoded = encodeCarried(value, what);
  const bytes = encoded.length * 3 <= LIMITS.payloadBytesMax ? 0 : utf8Length(encoded);
  if (bytes > LIMITS.payloadBytesMax) {
    throw rangeError(
      "PayloadTooLarge",
      `${what} has ${bytes} bytes as JSON; at most ${LIMITS.payloadBytesMax} are allowed. Write the data to a file and pass its name.`,
    );
  }
  return encoded;
}

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // A surrogate pair is four bytes from two units: each half counts two.
    bytes += unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

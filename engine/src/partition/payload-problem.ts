import { type Failure, LIMITS, utf8Bytes } from "../model/index.js";

/** Says that a payload is over the limit, or `undefined`. */
export function payloadProblem(text: string, what: string): Failure | undefined {
  if (!mayBeTooLarge(text)) return undefined;
  const bytes = utf8Bytes(text);
  if (bytes <= LIMITS.payloadBytesMax) return undefined;
  return {
    code: "PayloadTooLarge",
    message: `${what} has ${bytes} bytes as JSON; at most ${LIMITS.payloadBytesMax} are allowed. Put large data into a file and pass its name.`,
    details: { bytes, payloadBytesMax: LIMITS.payloadBytesMax },
    nonRetriable: true,
  };
}

/** False for most payloads, without counting: no character takes more than three bytes per unit of length. */
export const mayBeTooLarge = (text: string): boolean => text.length * 3 > LIMITS.payloadBytesMax;

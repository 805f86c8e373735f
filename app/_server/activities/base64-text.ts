import { DataRefusal } from "./data-refusal";

/** With or without what fills it up at the end, in the alphabet of RFC 4648 or in the one for addresses. */
const BASE64 = /^(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)={0,2}$/;

/**
 * The bytes that a text in base64 stands for; blanks and line ends in it mean nothing. Throws {@link DataRefusal} for anything
 * else, because the language's own reader leaves out what it does not know and would give other bytes.
 */
export function bytesOfBase64(given: string): Buffer {
  const text = given.replace(/\s+/g, "");
  const digits = text.replace(/=+$/, "");
  const filled = text.length !== digits.length;
  if (!BASE64.test(text) || digits.length % 4 === 1 || (filled && text.length % 4 !== 0)) {
    throw new DataRefusal(
      "Base64Invalid",
      "The text is not base64: it holds other characters, or its end is missing. Look at where it comes from.",
    );
  }
  return Buffer.from(digits, "base64");
}

/** How a text stands for bytes. */
export type TextForm = "text" | "base64";

/** The bytes of a text: its UTF-8, or what its base64 stands for. */
export function bytesOf(text: string, form: TextForm): Buffer {
  switch (form) {
    case "text":
      return Buffer.from(text, "utf8");
    case "base64":
      return bytesOfBase64(text);
  }
}

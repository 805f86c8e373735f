import { domainToASCII } from "node:url";
import { mailInvalid } from "./mail-refusal";

export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

const ADDRESS_CHARACTERS_MAX = 254;
const NAME_CHARACTERS_MAX = 200;
/** What would end a header's line, or hide in one. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;

/**
 * Addresses as people write them: `ann@example.com`, `Ann <ann@example.com>`, several with commas between, or a list of such
 * texts. Throws what is wrong with the first that is none.
 */
export function mailAddresses(field: string, given: string | readonly string[] | undefined): readonly MailAddress[] {
  const texts = given === undefined ? [] : typeof given === "string" ? [given] : given;
  return texts.flatMap((text) => {
    if (CONTROL.test(text)) throw mailInvalid(field, "holds a line end or another control character. Take it out");
    return splitAtCommas(text).map((one) => addressOf(field, one));
  });
}

/** A comma within quotes belongs to a name. */
function splitAtCommas(text: string): readonly string[] {
  const parts = text.match(/(?:"(?:[^"\\]|\\.)*"?|[^,"])+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

function addressOf(field: string, text: string): MailAddress {
  const named = /^([^<>]*?)\s*<([^<>]*)>$/.exec(text);
  const name = (named?.[1] ?? "").replace(/^"(.*)"$/, "$1").replace(/\\(.)/g, "$1");
  const address = (named?.[2] ?? text).trim();
  const at = address.lastIndexOf("@");
  const isAddress =
    address.length <= ADDRESS_CHARACTERS_MAX &&
    /^[^\s@<>()[\]\\,;:"]{1,64}$/u.test(address.slice(0, at)) &&
    isDomain(address.slice(at + 1));
  if (at < 1 || !isAddress) {
    throw mailInvalid(
      field,
      `holds "${text.slice(0, ADDRESS_CHARACTERS_MAX)}", which is no address. Write ann@example.com or Ann <ann@example.com>`,
    );
  }
  if (name.length > NAME_CHARACTERS_MAX)
    throw mailInvalid(field, `holds a name of more than ${NAME_CHARACTERS_MAX} characters`);
  return { name, address };
}

function isDomain(text: string): boolean {
  if (/[\s/\\?#:@[\]%]/.test(text)) return false;
  return /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(domainToASCII(text));
}

/** One line of text for a header. */
export function mailLine(field: string, text: string): string {
  if (CONTROL.test(text)) throw mailInvalid(field, "holds a line end or another control character. Take it out");
  return text;
}

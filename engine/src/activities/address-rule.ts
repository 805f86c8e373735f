import { BlockList, isIP } from "node:net";

/** Which addresses of the network workflows may connect to. */
export interface AddressRule {
  /** Whether a request for the URL may go to the address, which is what its host is, or resolved to. */
  allows(url: URL, address: string): boolean;
  /** True when the answer for other paths of the same host may differ: a connection then serves one request alone. */
  dependsOnPath(url: URL): boolean;
}

/** An entry of the allowed addresses cannot be understood. */
export class InvalidAddressEntry extends Error {
  override readonly name = "InvalidAddressEntry";
}

/**
 * Public addresses are allowed; those of the machine itself, of private networks and of special use are not, unless an
 * entry allows them. An entry is an address (`127.0.0.1`), a network (`10.0.0.0/8`), a host name (`intranet`,
 * `*.corp.example`), each perhaps with a port (`127.0.0.1:8080`, `[::1]:8080`), the beginning of a URL
 * (`http://127.0.0.1:3000/api/`), or `*` for everything. Throws {@link InvalidAddressEntry}.
 */
export function addressRule(allow: readonly string[] = []): AddressRule {
  const entries = allow.map(entryOf);
  return {
    allows: (url, address) => isPublic(address) || entries.some((entry) => entry.allows(url, address)),
    dependsOnPath: (url) => entries.some((entry) => entry.originOfPath === url.origin),
  };
}

interface Entry {
  allows(url: URL, address: string): boolean;
  readonly originOfPath?: string;
}

function entryOf(text: string): Entry {
  if (text === "*") return { allows: () => true };
  if (text.includes("://")) return urlEntry(text);
  const { host, port } = splitPort(text);
  const fitsPort = (url: URL) => port === undefined || portOf(url) === port;
  const network = networkOf(host);
  if (network !== undefined) return { allows: (url, address) => fitsPort(url) && includes(network, address) };
  if (!/^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host) || host.includes("/")) throw unreadable(text);
  const name = host.toLowerCase();
  return { allows: (url) => fitsPort(url) && hostFits(name, url.hostname) };
}

function hostFits(name: string, hostname: string): boolean {
  return name.startsWith("*.") ? hostname.endsWith(name.slice(1)) : hostname === name;
}

function urlEntry(text: string): Entry {
  if (!URL.canParse(text)) throw unreadable(text);
  const { origin, pathname, protocol } = new URL(text);
  if (protocol !== "http:" && protocol !== "https:") throw unreadable(text);
  const folder = pathname.endsWith("/") ? pathname : `${pathname}/`;
  return {
    allows: (url) => url.origin === origin && (url.pathname === pathname || url.pathname.startsWith(folder)),
    originOfPath: origin,
  };
}

function unreadable(text: string): InvalidAddressEntry {
  return new InvalidAddressEntry(
    `"${text}" is no address that can be allowed. Write an address (127.0.0.1), a network (10.0.0.0/8), a host name (intranet), each perhaps with a port (127.0.0.1:8080), the beginning of a URL (http://intranet/api/), or * for all.`,
  );
}

function splitPort(text: string): { readonly host: string; readonly port?: number } {
  const bracketed = /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(text);
  if (bracketed !== null) return withPort(bracketed[1] ?? "", bracketed[2]);
  if (text.split(":").length > 2) return { host: text };
  const [host = "", port] = text.split(":");
  return withPort(host, port);
}

const withPort = (host: string, port: string | undefined) => ({
  host,
  ...(port !== undefined && { port: Number(port) }),
});

const portOf = ({ port, protocol }: URL): number => (port !== "" ? Number(port) : protocol === "https:" ? 443 : 80);

function networkOf(host: string): BlockList | undefined {
  const [address = "", bits, ...rest] = host.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return undefined;
  const whole = version === 4 ? 32 : 128;
  const prefix = bits === undefined ? whole : Number(bits);
  if (!/^\d{1,3}$/.test(bits ?? "0") || prefix > whole) return undefined;
  const list = new BlockList();
  list.addSubnet(address, prefix, version === 4 ? "ipv4" : "ipv6");
  return list;
}

/** An IPv4 address within an IPv6 one is that IPv4 address. */
function includes(list: BlockList, address: string): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  return list.check(address, version === 4 ? "ipv4" : "ipv6");
}

const SPECIAL_IPV4 = [
  ["0.0.0.0", 8], // this network
  ["10.0.0.0", 8], // private
  ["100.64.0.0", 10], // carriers' own
  ["127.0.0.0", 8], // loopback
  ["169.254.0.0", 16], // link-local, where clouds keep their metadata
  ["172.16.0.0", 12], // private
  ["192.0.0.0", 24], // protocols
  ["192.0.2.0", 24], // documentation
  ["192.168.0.0", 16], // private
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, broadcast
] as const;

const SPECIAL_IPV6 = [
  ["::", 96], // unspecified, loopback, and IPv4 in its oldest clothes
  ["64:ff9b:1::", 48], // translation within a network
  ["100::", 64], // discarded
  ["2001::", 23], // protocols, Teredo
  ["2001:db8::", 32], // documentation
  ["2002::", 16], // 6to4
  ["fc00::", 7], // private
  ["fe80::", 10], // link-local
  ["fec0::", 10], // site-local
  ["ff00::", 8], // multicast
] as const;

const SPECIAL = new BlockList();
for (const [address, bits] of SPECIAL_IPV4) SPECIAL.addSubnet(address, bits, "ipv4");
for (const [address, bits] of SPECIAL_IPV6) SPECIAL.addSubnet(address, bits, "ipv6");

/** True for an address that the whole internet shares. What is no address is not public. */
export function isPublic(address: string): boolean {
  const [bare = ""] = address.split("%");
  if (isIP(bare) === 0) return false;
  const inner = translatedIpv4(bare);
  return !includes(SPECIAL, inner ?? bare);
}

/** `64:ff9b::/96` leads, through a translator, to the IPv4 address in its last four bytes. */
function translatedIpv4(address: string): string | undefined {
  if (isIP(address) !== 6) return undefined;
  const groups = groupsOf(new URL(`http://[${address}]/`).hostname.slice(1, -1));
  const [a, b, c, d, e, f, high = 0, low = 0] = groups;
  if (a !== 0x64 || b !== 0xff9b || c !== 0 || d !== 0 || e !== 0 || f !== 0) return undefined;
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join(".");
}

/** The eight numbers of an IPv6 address as URLs write it, which is without dots. */
function groupsOf(address: string): readonly number[] {
  const [front = "", back] = address.split("::");
  const parsed = (part: string) => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)));
  if (back === undefined) return parsed(front);
  const [head, tail] = [parsed(front), parsed(back)];
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
}

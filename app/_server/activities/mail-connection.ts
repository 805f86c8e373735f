import { lookup as lookUp } from "node:dns";
import { connect, isIP, type LookupFunction, type Socket } from "node:net";
import type { AddressRule } from "@dacapo/engine";
import { MailRefusal } from "./mail-refusal";
import { type MailServer, mailHostOf } from "./mail-server";

/**
 * A connection to the server, made by us: the rule is asked for the address that is really connected to. It is destroyed when
 * the signal aborts, which ends whatever goes on over it.
 */
export function mailConnection(server: MailServer, rule: AddressRule, signal: AbortSignal): Promise<Socket> {
  const { host, port } = server;
  const url = new URL(`http://${mailHostOf(server)}`);
  // An address needs no look-up, so the hook would not be asked.
  if (isIP(host) !== 0 && !rule.allows(url, host)) return Promise.reject(addressRefused(server, host));
  const lookup: LookupFunction = (hostname, options, callback) => {
    lookUp(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, "");
      const allowed = found.filter(({ address }) => rule.allows(url, address));
      const [one] = allowed;
      if (one === undefined) return callback(addressRefused(server, found[0]?.address ?? hostname), "");
      if (options.all === true) callback(null, allowed);
      else callback(null, one.address, one.family);
    });
  };
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, lookup });
    const onAbort = (): void => void socket.destroy(new Error("The mail was given up."));
    signal.addEventListener("abort", onAbort, { once: true });
    socket.once("close", () => signal.removeEventListener("abort", onAbort));
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      // Until the mailer listens, and after it has ended.
      socket.on("error", () => undefined);
      resolve(socket);
    });
    if (signal.aborted) onAbort();
  });
}

function addressRefused(server: MailServer, address: string): MailRefusal {
  const host = mailHostOf(server);
  const what = server.host === address ? address : `${server.host}, which is ${address},`;
  return new MailRefusal(
    "AddressRefused",
    `The mail was not sent: ${what} is an address of this machine or of a private network, and workflows may not reach those unless they are allowed to. Whoever runs the server can allow it: HTTP_ALLOW=${host}, or DACAPO_SMTP_URL for a server that all workflows may use.`,
    true,
    { host },
  );
}

// Serves the built app from this process, so that a signal reaches the engine and not a parent of it.
import { randomUUID } from "node:crypto";
import { createServer, get } from "node:http";
import next from "next";
import { root } from "./build-steps.mjs";
import { starting } from "./starting-page.mjs";

/** @returns {{ host: string, port: number }} where to listen; throws a sentence that names the bad variable. */
function addressFrom({ PORT = "3000", HOST = "127.0.0.1" }) {
  const port = Number(PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`PORT must be a whole number from 0 to 65535; it is "${PORT}". Try PORT=3000 npm start.`);
  }
  if (HOST.trim() === "") throw new Error("HOST is empty. Leave it out to listen on 127.0.0.1, this machine alone.");
  return { host: HOST, port };
}

const REASONS = {
  EADDRINUSE: ({ host, port }) =>
    `Port ${port} on ${host} is in use by another program, perhaps another Dacapo. Stop it, or choose another port: PORT=${port + 1} npm start`,
  EACCES: ({ port }) => `This user may not listen on port ${port}. Choose one from 1024 up: PORT=3000 npm start`,
  EADDRNOTAVAIL: ({ host }) => `This machine has no address ${host}. Set HOST to one of its own, or leave it out.`,
  ENOTFOUND: ({ host }) =>
    `The name ${host} is not known here. Set HOST to an address of this machine, or leave it out.`,
};

/** Takes the port before anything else is opened, so that a second start is refused while it can do no harm. */
function listen(server, address) {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(REASONS[error.code] ? new Error(REASONS[error.code](address)) : error));
    server.listen(address.port, address.host, () => resolve(server.address().port));
  });
}

/** Marks the request with which the app is opened, while all others are told that it starts. */
const OPENER = "x-dacapo-opener";

/**
 * Resolves once the app has opened its data and answers; what keeps it from opening ends the process with its
 * reason. Next opens it with the first request that it is given, and that one waits.
 */
function answers(server, opener) {
  const { address, port } = server.address();
  return new Promise((resolve, reject) => {
    get({ host: address, port, path: "/api/health", headers: { [OPENER]: opener } }, (response) => {
      response.resume();
      response.once("end", resolve);
    }).once("error", reject);
  });
}

// Whoever reads what the server says may go away. That is no reason to stop; and to say so would be one more sentence that
// nobody reads, without end.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

export async function serve(env = process.env) {
  const address = addressFrom(env);
  const opener = randomUUID();
  let handle = starting;
  let isOpen = false;
  const server = createServer((request, response) => {
    const isServed = isOpen || request.headers[OPENER] === opener;
    return isServed ? handle(request, response) : starting(request, response);
  });
  const port = await listen(server, address);
  // The app reads its own address from here, and a port of 0 is known only now.
  process.env.PORT = String(port);
  process.env.HOST = address.host;
  process.env.NODE_ENV = "production";
  const app = next({ dev: false, dir: root, hostname: address.host, port, httpServer: server });
  await app.prepare();
  handle = app.getRequestHandler();
  await answers(server, opener);
  isOpen = true;
  const shown = address.host.includes(":") ? `[${address.host}]` : address.host;
  console.log(`Dacapo is ready at http://${shown === "0.0.0.0" || shown === "[::]" ? "localhost" : shown}:${port}`);
}

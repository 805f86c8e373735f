// The process in which a pack is loaded for the first time. One that ends its process, that never comes to an end, or that
// fails a moment later does so here, and the server hears of it. What a pack throws is told by the server's own loading.
import * as z from "zod";

/** A timer or a promise of the pack's that fails at once would take the server along. */
const AFTERMATH_MS = 200;

const [url] = process.argv.slice(2);
// A module that waits for ever, and for nothing that happens, would end a process without anything to do.
setInterval(() => undefined, 60_000);
try {
  const { default: given } = await import(url);
  if (typeof given === "function") await given({ activity: (definition) => definition, z });
} catch (error) {
  // Of a text that is no JavaScript the line is said nowhere but where an error is printed that nobody catches.
  if (error instanceof SyntaxError) throw error;
}
setTimeout(() => process.send("loaded"), AFTERMATH_MS);

// What is answered before the app can answer: that it starts, and how far the engine is in bringing back what it kept.
// Without a script and without a file of its own: nothing is served yet.

/** Where `app/_server/engine.ts` leaves how far the engine is. */
const OPENING = Symbol.for("dacapo.engine.opening");

/** @typedef {{ tookMs: number, records: number, ofRecords?: number }} RecoveryProgress */

/**
 * @param {RecoveryProgress | undefined} progress
 * @returns {{ sentence: string, percent?: number }}
 */
export function startingState(progress) {
  if (progress?.ofRecords === undefined || progress.ofRecords === 0) return { sentence: "Dacapo is starting." };
  const { records, ofRecords } = progress;
  const percent = Math.min(100, Math.floor((records / ofRecords) * 100));
  return {
    sentence: `Dacapo is starting: it has gone through ${grouped(records)} of ${grouped(ofRecords)} records since its last snapshot.`,
    percent,
  };
}

const grouped = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, "\u202f");

/** @param {{ sentence: string, percent?: number }} state */
export function startingPage({ sentence, percent }) {
  const bar =
    percent === undefined ? "" : `<progress max="100" value="${percent}">${percent} %</progress> <b>${percent} %</b>`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="1">
<title>Starting · Dacapo</title>
<style>
body { display: grid; place-content: center; gap: 12px; min-height: 100vh; margin: 0; padding: 0 24px; font: 15px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
p { margin: 0; }
progress { width: 240px; accent-color: #0a6672; vertical-align: middle; }
</style>
<p role="status">${sentence}</p>
<p>${bar}</p>
<p>This page shows the app as soon as it is there. Nothing is lost meanwhile.</p>
</html>
`;
}

/** The handler of requests until the app has opened its data. */
export function starting(request, response) {
  const state = startingState(globalThis[OPENING]);
  const isPage = request.headers.accept?.includes("text/html") === true;
  const type = isPage ? "text/html" : "text/plain";
  response.writeHead(503, {
    "content-type": `${type}; charset=utf-8`,
    "retry-after": "1",
    "cache-control": "no-store",
  });
  response.end(isPage ? startingPage(state) : `${state.sentence} Ask again in a second.\n`);
}

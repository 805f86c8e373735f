import { describe, expect, test } from "vitest";
import { starting, startingPage, startingState } from "./starting-page.mjs";

const OPENING = Symbol.for("dacapo.engine.opening");

/** What somebody gets who asks before the app is there. */
function asked(accept) {
  const got = {};
  const response = {
    writeHead: (status, headers) => Object.assign(got, { status, headers }),
    end: (body) => Object.assign(got, { body }),
  };
  starting({ headers: { accept } }, response);
  return got;
}

describe("before the app is there", () => {
  test("how far the engine is, in per cent, as soon as it is known how much there is", () => {
    expect(startingState(undefined)).toEqual({ sentence: "Dacapo is starting." });
    expect(startingState({ tookMs: 3, records: 0 })).toEqual({ sentence: "Dacapo is starting." });
    expect(startingState({ tookMs: 3, records: 0, ofRecords: 0 })).toEqual({ sentence: "Dacapo is starting." });
    expect(startingState({ tookMs: 900, records: 64_999, ofRecords: 100_000 })).toEqual({
      sentence: "Dacapo is starting: it has gone through 64\u202f999 of 100\u202f000 records since its last snapshot.",
      percent: 64,
    });
  });

  test("a browser gets a page that asks again by itself", () => {
    globalThis[OPENING] = { tookMs: 900, records: 64, ofRecords: 100 };
    const { status, headers, body } = asked("text/html,application/xhtml+xml");
    delete globalThis[OPENING];
    expect(status).toBe(503);
    expect(headers).toMatchObject({ "content-type": "text/html; charset=utf-8", "retry-after": "1" });
    expect(body).toContain('<meta http-equiv="refresh" content="1">');
    expect(body).toContain('<progress max="100" value="64">');
  });

  test("a program gets a sentence", () => {
    const { status, headers, body } = asked("*/*");
    expect(status).toBe(503);
    expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(body).toBe("Dacapo is starting. Ask again in a second.\n");
    expect(asked(undefined).body).toBe(body);
  });

  test("no bar is drawn of what is not known", () => {
    expect(startingPage({ sentence: "Dacapo is starting." })).not.toContain("<progress");
  });
});

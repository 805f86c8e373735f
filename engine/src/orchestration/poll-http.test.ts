import { expect, test } from "vitest";
import type { Task } from "./context.js";
import { type Asking, pollHttp } from "./poll-http.js";

/** Runs the polling with these answers, and tells what it asked for and how long it slept between. */
function asked(request: object, answers: readonly object[], nowMs = 0) {
  const said: unknown[] = [];
  const left = [...answers];
  // Over at once: what yields to it goes on with its value.
  const task = (value: unknown) =>
    ({ [Symbol.iterator]: () => ({ next: () => ({ done: true, value }) }) }) as unknown as Task<never>;
  const ctx: Asking = {
    call: (activity, input) => {
      said.push({ activity, input });
      return task(left.shift());
    },
    sleep: (durationMs) => {
      said.push(durationMs);
      return task(undefined);
    },
    now: () => nowMs,
  };
  const polling = pollHttp(ctx, request, { everyMs: 500 });
  const last = polling.next();
  return { said, result: last.value as unknown, isDone: last.done };
}

const REQUEST = {
  method: "POST",
  url: "https://a.example/jobs",
  body: { a: 1 },
  query: { b: 2 },
  headers: { "x-own": "1" },
  auth: { kind: "bearer", secret: "key" },
  responseSchema: { type: "object" },
};
const later = (location: string, isSameOrigin: boolean, headers = {}) => ({
  status: 202,
  location,
  isSameOrigin,
  headers,
});

test("it asks again, without the body, where the answer says, as often as it says", () => {
  const place = "https://a.example/jobs/7";
  const { said, result, isDone } = asked(
    REQUEST,
    [later(place, true, { "retry-after": "3" }), later(place, true), { status: 200, body: "done" }],
    1_000,
  );
  const { headers, auth, responseSchema } = REQUEST;
  const again = {
    activity: "http.request",
    input: { method: "GET", url: place, headers, auth, responseSchema, accept202: true },
  };
  expect(said).toEqual([
    { activity: "http.request", input: { ...REQUEST, accept202: true } },
    3_000,
    again,
    500,
    again,
  ]);
  expect({ result, isDone }).toEqual({ result: { status: 200, body: "done" }, isDone: true });
});

test("another origin is told neither the secret nor the headers, and nobody after it either", () => {
  const { said } = asked(REQUEST, [
    later("https://b.example/7", false),
    later("https://b.example/8", true),
    { status: 200 },
  ]);
  const inputs = said.filter((each) => typeof each === "object").map((each) => (each as { input: object }).input);
  for (const input of inputs.slice(1)) {
    expect(input).not.toHaveProperty("auth");
    expect(input).not.toHaveProperty("headers");
    expect(input).toHaveProperty("responseSchema");
  }
  expect(inputs).toHaveLength(3);
});

test("a 202 that says no place is an answer", () => {
  expect(asked(REQUEST, [{ status: 202, headers: {} }]).said).toHaveLength(1);
});

import { createHmac } from "node:crypto";
import type { ActivityContext } from "@dacapo/engine";
import { expect, test } from "vitest";
import { createActivities } from "./create-activities";
import { failureOf } from "./failure-for-test";
import { surroundingsForTest } from "./surroundings-for-test";

const KEY = "key of the shop";
const activities = createActivities(
  surroundingsForTest({ examplesDir: "examples", filesDir: "files" }, { DACAPO_SECRET_SHOP_KEY: KEY }),
);

async function run(name: string, input: unknown): Promise<unknown> {
  const found = activities.find(({ info }) => info.name === name);
  if (found === undefined) throw new Error(`There is no activity ${name}.`);
  return found.run(found.parseInput(input), {} as ActivityContext);
}

const failure = (name: string, input: unknown) => failureOf(run(name, input));

test.each([
  [{ text: "abc" }, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [{ text: "YWJj", textForm: "base64", algorithm: "md5" }, "900150983cd24fb0d6963f7d28e17f72"],
  [{ text: "abc", algorithm: "sha1", as: "base64" }, "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="],
])("the digest of %j is the one that the standard names", async (input, digest) => {
  expect(await run("crypto.hash", input)).toBe(digest);
});

test("a text is signed with a key that is named", async () => {
  const signed = await run("crypto.hmac", { text: "Grüße", secret: "shop-key" });
  expect(signed).toBe(createHmac("sha256", KEY).update("Grüße").digest("hex"));
  expect(await run("crypto.hmac", { text: "Grüsse", secret: "shop-key" })).not.toBe(signed);
});

test("a key that is not there is asked for by its name", async () => {
  expect(await failure("crypto.hmac", { text: "a", secret: "other" })).toMatchObject({
    code: "SecretMissing",
    nonRetriable: true,
    message: expect.stringContaining("DACAPO_SECRET_OTHER"),
    details: { secret: "other" },
  });
});

test.each([
  ["", false, ""],
  ["Grüße?>", false, "R3LDvMOfZT8+"],
  ["Grüße?>", true, "R3LDvMOfZT8-"],
  ["\ufeffab", false, "77u/YWI="],
])("%j is the same again after base64", async (text, forAddresses, encoded) => {
  expect(await run("text.base64", { text, forAddresses })).toBe(encoded);
  expect(await run("text.base64", { text: encoded, direction: "decode" })).toBe(text);
});

test("base64 is read in lines and without its end being filled up", async () => {
  expect(await run("text.base64", { text: "Z3V0\r\nZW4=\n", direction: "decode" })).toBe("guten");
  expect(await run("text.base64", { text: "Z3V0ZW4", direction: "decode" })).toBe("guten");
});

test.each([
  ["Z3V0Z", "Base64Invalid"],
  ["Z3V0ZW4==", "Base64Invalid"],
  ["Z3V0!W4=", "Base64Invalid"],
  ["+_==", "Base64Invalid"],
  ["/w==", "NotText"],
])("%j is refused: %s", async (text, code) => {
  expect(await failure("text.base64", { text, direction: "decode" })).toMatchObject({ code, nonRetriable: true });
});

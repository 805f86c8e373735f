import { describe, expect, test } from "vitest";
import { addressRule, InvalidAddressEntry, isPublic } from "./address-rule.js";

test.each([
  ["8.8.8.8", true],
  ["172.32.0.1", true],
  ["100.128.0.1", true],
  ["2606:4700::1111", true],
  ["64:ff9b::808:808", true],
  ["::ffff:8.8.8.8", true],
  ["64:ff9b::a00:1", false],
  ["::ffff:10.0.0.1", false],
  ["::", false],
  ["::7f00:1", false],
  ["2002:7f00:1::", false],
  ["fe80::1%eth0", false],
  ["not an address", false],
  ["", false],
])("%j is public: %s", (address, expected) => {
  expect(isPublic(address)).toBe(expected);
});

describe("an entry allows", () => {
  test.each([
    ["127.0.0.1", "http://localhost/", "127.0.0.1", true],
    ["127.0.0.1", "http://localhost/", "::ffff:127.0.0.1", true],
    ["127.0.0.1", "http://localhost/", "127.0.0.2", false],
    ["127.0.0.1:8080", "http://a:8080/", "127.0.0.1", true],
    ["127.0.0.1:8080", "http://a/", "127.0.0.1", false],
    ["[::1]:443", "https://a/", "::1", true],
    ["::1", "https://a/", "::1", true],
    ["10.0.0.0/8", "http://a/", "10.9.9.9", true],
    ["10.0.0.0/8", "http://a/", "192.168.0.1", false],
    ["fd00::/8", "http://a/", "fd12::1", true],
    ["intranet", "http://intranet/", "10.0.0.1", true],
    ["intranet:80", "http://intranet:81/", "10.0.0.1", false],
    ["*.corp.example", "http://a.b.corp.example/", "10.0.0.1", true],
    ["*.corp.example", "http://corp.example/", "10.0.0.1", false],
    ["*.corp.example", "http://evilcorp.example/", "10.0.0.1", false],
    ["http://10.0.0.1/api", "http://10.0.0.1/api/x", "10.0.0.1", true],
    ["http://10.0.0.1/api", "http://10.0.0.1/apix", "10.0.0.1", false],
    ["http://10.0.0.1/api", "https://10.0.0.1/api", "10.0.0.1", false],
    ["*", "http://a/", "127.0.0.1", true],
  ])("%s, for %s at %s: %s", (entry, url, address, expected) => {
    expect(addressRule([entry]).allows(new URL(url), address)).toBe(expected);
  });

  test.each(["", "a b", "10.0.0.0/99", "10.0.0.0/x", "ftp://a/", "http://", "a/8"])("%j is refused", (entry) => {
    expect(() => addressRule([entry])).toThrow(InvalidAddressEntry);
  });
});

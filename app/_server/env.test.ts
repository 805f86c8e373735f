import { describe, expect, test } from "vitest";
import { InvalidEnvironment, originOf, parseEnv } from "./env";

describe("parseEnv", () => {
  test("needs nothing", () => {
    expect(parseEnv({}, "/srv/dacapo")).toEqual({
      port: 3000,
      host: "127.0.0.1",
      dataDir: "/srv/dacapo/data",
      logLevel: "info",
      httpAllow: [],
      secrets: expect.anything(),
    });
  });

  test("takes an empty variable for one that is not set", () => {
    expect(parseEnv({ PORT: "", DATABASE_URL: "", LOG_LEVEL: "" }, "/srv").port).toBe(3000);
  });

  test("reads what is set", () => {
    const variables = {
      PORT: "8080",
      HOST: "0.0.0.0",
      DATA_DIR: "../elsewhere",
      DATABASE_URL: "postgresql://me:secret@localhost/dacapo",
      LOG_LEVEL: "debug",
      HTTP_ALLOW: "10.0.0.0/8, intranet:8080",
      DACAPO_SMTP_URL: "smtps://me:hush@mail.example.com",
    };
    expect(parseEnv(variables, "/srv/dacapo")).toEqual({
      port: 8080,
      host: "0.0.0.0",
      dataDir: "/srv/elsewhere",
      databaseUrl: "postgresql://me:secret@localhost/dacapo",
      logLevel: "debug",
      httpAllow: ["10.0.0.0/8", "intranet:8080"],
      mailServer: expect.objectContaining({ host: "mail.example.com", port: 465, user: "me", password: "hush" }),
      secrets: expect.anything(),
    });
  });

  test("has the secrets that workflows name", () => {
    const { secrets } = parseEnv({ DACAPO_SECRET_MAIL_PASSWORD: "hush" }, "/srv");
    expect(secrets.find("mail-password")).toBe("hush");
    expect(secrets.find("other")).toBeUndefined();
  });

  test("refuses a mail server that it cannot read, without its password", () => {
    const refused = () => parseEnv({ DACAPO_SMTP_URL: "smtp://me:hush@mail?tls=perhaps" }, "/srv");
    expect(refused).toThrow(/DACAPO_SMTP_URL must be the address of a mail server/);
    expect(refused).not.toThrow(/hush/);
  });

  test("refuses an address to allow that it cannot read", () => {
    expect(() => parseEnv({ HTTP_ALLOW: "intranet, 10.0.0.0/99" }, "/srv")).toThrow(
      /HTTP_ALLOW has an entry.*10\.0\.0\.0\/99/,
    );
  });

  test("has a sentence for each bad variable, and repeats no value", () => {
    const bad = { PORT: "70000", HOST: "  ", DATABASE_URL: "mysql://me:secret@host/db", LOG_LEVEL: "loud" };
    expect(() => parseEnv(bad, "/srv")).toThrow(InvalidEnvironment);
    const said = (() => {
      try {
        parseEnv(bad, "/srv");
        return "";
      } catch (error) {
        return error instanceof Error ? error.message : "";
      }
    })();
    expect(said).toMatchInlineSnapshot(
      `"The environment variable PORT must be a whole number from 0 to 65535. The environment variable HOST must not be blank. The environment variable DATABASE_URL must be a PostgreSQL address such as postgresql://user:password@host/database. The environment variable LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent."`,
    );
    expect(said).not.toContain("secret");
  });
});

test("the server's own address is one that it can be reached at", () => {
  expect(originOf({ host: "127.0.0.1", port: 3000 })).toBe("http://127.0.0.1:3000");
  expect(originOf({ host: "0.0.0.0", port: 80 })).toBe("http://127.0.0.1:80");
  expect(originOf({ host: "::1", port: 3000 })).toBe("http://[::1]:3000");
});

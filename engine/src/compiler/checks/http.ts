import type { Json } from "../../model/index.js";
import type { NodeOf } from "../graph.js";
import { quoted } from "./context.js";
import { type Finding, idle, invalid, missing } from "./finding.js";
import { schemaFindings } from "./json-schema.js";

export function httpFindings(node: NodeOf<"http">): Finding[] {
  return [
    ...urlFindings(node),
    ...bodyFindings(node),
    ...partFindings(node),
    ...statusFindings(node),
    ...authFindings(node),
    ...schemaFindings("config.responseSchema", `The response's schema of ${quoted(node)}`, node.config.responseSchema),
  ];
}

/** Statuses and ranges of them, apart by commas: `200-299, 404`. */
function statusFindings(node: NodeOf<"http">): Finding[] {
  const { expectedStatus, onErrorStatus } = node.config;
  if (expectedStatus === undefined) return [];
  const isRange = (part: string) => {
    const found = /^(\d{3})(?:\s*-\s*(\d{3}))?$/.exec(part.trim());
    if (found === null) return false;
    const [from, to] = [Number(found[1]), Number(found[2] ?? found[1])];
    return from >= 100 && to <= 599 && from <= to;
  };
  if (!expectedStatus.split(",").every(isRange)) {
    return [
      invalid(
        "config.expectedStatus",
        `${quoted(node)} expects the status "${expectedStatus}". Write statuses from 100 to 599 and ranges of them, such as 200-299, 404.`,
      ),
    ];
  }
  if (onErrorStatus !== "accept") return [];
  return [
    idle(
      "config.onErrorStatus",
      `${quoted(node)} lists the statuses that are a success, so accepting all others does nothing. Leave one of the two out.`,
    ),
  ];
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

function authFindings(node: NodeOf<"http">): Finding[] {
  const { auth, headers } = node.config;
  if (auth === undefined) return [];
  const who = quoted(node);
  const findings: Finding[] = [];
  if (auth.secret.trim() === "")
    findings.push(missing("config.auth.secret", `${who} does not name the secret it signs in with. Give its name.`));
  if (auth.kind === "basic" && auth.user === "")
    findings.push(missing("config.auth.user", `${who} signs in without a user. Give its name.`));
  if (auth.kind === "header" && !HEADER_NAME.test(auth.header)) {
    findings.push(
      auth.header === ""
        ? missing("config.auth.header", `${who} does not say which header its secret goes into. Give its name.`)
        : invalid("config.auth.header", `"${auth.header}" of ${who} cannot be a header: use letters, digits and -.`),
    );
  }
  const own = auth.kind === "header" ? auth.header : "authorization";
  const twice = Object.keys(headers ?? {}).find((name) => name.toLowerCase() === own.toLowerCase());
  if (own !== "" && twice !== undefined) {
    findings.push(
      invalid(
        `config.headers.${twice}`,
        `${who} sends the header ${twice} with its secret already. Take it out here, or sign in without a secret.`,
      ),
    );
  }
  return findings;
}

function bodyFindings(node: NodeOf<"http">): Finding[] {
  const { method, body } = node.config;
  if (body === undefined || (method !== "GET" && method !== "HEAD")) return [];
  return [
    {
      code: "setting-invalid",
      field: "config.body",
      message: `${quoted(node)} sends a body, but a ${method} request carries none. Take the body out, or choose POST.`,
    },
  ];
}

/** Headers and parts of the query are texts, numbers or booleans; a part of the query may be a list of them, too. */
function partFindings(node: NodeOf<"http">): Finding[] {
  const findings = (part: "headers" | "query", fits: (literal: Json) => boolean): Finding[] =>
    Object.entries(node.config[part] ?? {}).flatMap(([name, value]): Finding[] => {
      const field = `config.${part}.${name}`;
      const what = part === "headers" ? "header" : "query";
      if (name === "")
        return [{ code: "setting-missing", field, message: `A ${what} of ${quoted(node)} has no name. Give one.` }];
      if (part === "headers" && !HEADER_NAME.test(name))
        return [
          {
            code: "setting-invalid",
            field,
            message: `"${name}" of ${quoted(node)} cannot be a header: use letters, digits and -.`,
          },
        ];
      if (!("literal" in value) || fits(value.literal)) return [];
      return [
        {
          code: "setting-invalid",
          field,
          message: `The ${what} ${name} of ${quoted(node)} is ${JSON.stringify(value.literal).slice(0, 40)}. Give a text, a number, true or false.`,
        },
      ];
    });
  const isScalar = (literal: Json) => ["string", "number", "boolean"].includes(typeof literal);
  return [
    ...findings("headers", isScalar),
    ...findings(
      "query",
      (literal) => literal === null || isScalar(literal) || (Array.isArray(literal) && literal.every(isScalar)),
    ),
  ];
}

function urlFindings(node: NodeOf<"http">): Finding[] {
  const { url } = node.config;
  if (!("literal" in url)) return [];
  if (url.literal === "" || url.literal === null) {
    return [
      {
        code: "setting-missing",
        field: "config.url",
        message: `${quoted(node)} has no URL. Give an address that begins with https:// or http://.`,
      },
    ];
  }
  if (typeof url.literal !== "string" || !/^https?:\/\/[^\s/]+/i.test(url.literal)) {
    return [
      {
        code: "setting-invalid",
        field: "config.url",
        message: `${quoted(node)} has a URL that is none: ${JSON.stringify(url.literal)}. It must begin with https:// or http:// and name a host.`,
      },
    ];
  }
  return [];
}

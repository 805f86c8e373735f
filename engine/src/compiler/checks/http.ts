import type { Json } from "../../model/index.js";
import type { NodeOf } from "../graph.js";
import { quoted } from "./context.js";
import type { Finding } from "./finding.js";

export function httpFindings(node: NodeOf<"http">): Finding[] {
  return [...urlFindings(node), ...bodyFindings(node), ...textFindings(node)];
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
function textFindings(node: NodeOf<"http">): Finding[] {
  const findings = (part: "headers" | "query", fits: (literal: Json) => boolean): Finding[] =>
    Object.entries(node.config[part] ?? {}).flatMap(([name, value]): Finding[] => {
      const field = `config.${part}.${name}`;
      const what = part === "headers" ? "header" : "query";
      if (name === "")
        return [{ code: "setting-missing", field, message: `A ${what} of ${quoted(node)} has no name. Give one.` }];
      if (part === "headers" && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
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

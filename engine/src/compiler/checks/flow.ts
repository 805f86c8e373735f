import type { NodeOf } from "../graph.js";
import { quoted } from "./context.js";
import { dateFindings, type Finding, invalid, isBlank, missing, shown, textFindings } from "./finding.js";

export function setFindings(node: NodeOf<"set">): Finding[] {
  const seen = new Set<string>();
  return node.config.fields.flatMap(({ name }, index): Finding[] => {
    const field = `config.fields.${index}.name`;
    if (name === "") return [missing(field, `A field of ${quoted(node)} has no name. Give one, or remove the field.`)];
    if (seen.has(name)) return [invalid(field, `${quoted(node)} has two fields called "${name}". Rename one of them.`)];
    seen.add(name);
    return [];
  });
}

/** Ports that mean something else: no case may have such an id, and none may be labelled as what is left. */
const OTHER_PORTS: ReadonlySet<string> = new Set(["default", "out", "error", "undo", "timeout"]);

export function switchFindings(node: NodeOf<"switch">): Finding[] {
  const { cases } = node.config;
  if (cases.length === 0) {
    return [missing("config.cases", `${quoted(node)} has no case. Add one for each way that a run may take.`)];
  }
  const labels = new Set<string>();
  const ids = new Set<string>();
  return cases.flatMap(({ id, label }, index): Finding[] => {
    const at = `config.cases.${index}`;
    const findings: Finding[] = [];
    if (ids.has(id))
      findings.push(invalid(`${at}.id`, `${quoted(node)} has two cases with the id ${id}. Add one anew.`));
    else if (OTHER_PORTS.has(id))
      findings.push(
        invalid(`${at}.id`, `A case of ${quoted(node)} has the id ${id}, which is another output's. Add it anew.`),
      );
    ids.add(id);
    if (label === "")
      findings.push(missing(`${at}.label`, `Case ${index + 1} of ${quoted(node)} has no label. Give one.`));
    else if (label === "default")
      findings.push(
        invalid(`${at}.label`, `A case of ${quoted(node)} is called "default", as the way that is left. Rename it.`),
      );
    else if (labels.has(label))
      findings.push(invalid(`${at}.label`, `${quoted(node)} has two cases called "${label}". Rename one of them.`));
    labels.add(label);
    return findings;
  });
}

export function delayFindings(node: NodeOf<"delay">): Finding[] {
  if ("until" in node.config) return dateFindings("config.until", quoted(node), node.config.until);
  const { durationMs } = node.config;
  if (!("literal" in durationMs)) return [];
  const { literal } = durationMs;
  if (isBlank(durationMs))
    return [missing("config.durationMs", `${quoted(node)} does not say how long to wait. Give a time.`)];
  if (typeof literal === "number" && Number.isFinite(literal) && literal >= 0) return [];
  return [
    invalid(
      "config.durationMs",
      `${quoted(node)} waits for ${shown(literal)}. Give a number of milliseconds, 0 or more.`,
    ),
  ];
}

export function throwFindings(node: NodeOf<"throw">): Finding[] {
  const { code, message, details, error } = node.config;
  if (error !== undefined) {
    if (code === undefined && message === undefined && details === undefined) return [];
    return [
      invalid(
        "config.error",
        `${quoted(node)} throws a failure that was caught, and has a ${code !== undefined ? "code" : "message or details"} of its own. Leave one of the two out.`,
      ),
    ];
  }
  if (code === undefined && message === undefined) {
    return [missing("config.message", `${quoted(node)} does not say what went wrong. Give a code and a message.`)];
  }
  const words = (what: string) => ({
    missing: `${quoted(node)} has an empty ${what}. Give a text, or take it out.`,
    invalid: (literal: string) => `The ${what} of ${quoted(node)} is ${literal}. Give a text.`,
  });
  return [
    ...(code === undefined ? [] : textFindings("config.code", code, words("code"))),
    ...(message === undefined ? [] : textFindings("config.message", message, words("message"))),
  ];
}

import type { NodeOf } from "../graph.js";
import { quoted } from "./context.js";
import { type Finding, invalid, limitFindings, textFindings } from "./finding.js";
import { isObject, schemaFindings } from "./json-schema.js";

/** Events that answer an approval begin so: a wait of one's own for them would take the answer away. */
const APPROVAL_PREFIX = "approval:";

export function eventFindings(node: NodeOf<"waitForEvent">): Finding[] {
  const { event, waitMs, schema } = node.config;
  const isApproval =
    "literal" in event && typeof event.literal === "string" && event.literal.toLowerCase().startsWith(APPROVAL_PREFIX);
  return [
    ...textFindings("config.event", event, {
      missing: `${quoted(node)} does not say which event it waits for. Give its name, such as paymentReceived.`,
      invalid: (literal) => `The event of ${quoted(node)} is ${literal}. Give its name as a text.`,
    }),
    ...(isApproval
      ? [
          invalid(
            "config.event",
            `Events that begin with ${APPROVAL_PREFIX} are the answers to approvals. Choose another name for that of ${quoted(node)}.`,
          ),
        ]
      : []),
    ...limitFindings("config.waitMs", quoted(node), waitMs),
    ...schemaFindings("config.schema", `The payload's schema of ${quoted(node)}`, schema),
  ];
}

export function approvalFindings(node: NodeOf<"approval">): Finding[] {
  const { question, form, waitMs } = node.config;
  const formProblems = schemaFindings("config.form", `The form of ${quoted(node)}`, form);
  const isForm = form === undefined || formProblems.length > 0 || form.type === "object" || isObject(form.properties);
  return [
    ...textFindings("config.question", question, {
      missing: `${quoted(node)} asks nothing. Write the question that a person answers with yes or no.`,
      invalid: (literal) => `The question of ${quoted(node)} is ${literal}. Write it as a text.`,
    }),
    ...formProblems,
    ...(isForm
      ? []
      : [
          invalid(
            "config.form",
            `The form of ${quoted(node)} must be the schema of an object, with a property for each field. Give it "type": "object".`,
          ),
        ]),
    ...limitFindings("config.waitMs", quoted(node), waitMs),
  ];
}

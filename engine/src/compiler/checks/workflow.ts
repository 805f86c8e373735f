import type { NodeOf } from "../graph.js";
import { didYouMean } from "./activity.js";
import { type CheckContext, quoted } from "./context.js";
import { type Finding, idle, invalid, missing, textFindings } from "./finding.js";
import { literalProblem } from "./json-schema.js";

export function workflowFindings(node: NodeOf<"subWorkflow">, { workflows }: CheckContext): Finding[] {
  const { workflow, version, input, instanceId, wait } = node.config;
  const who = quoted(node);
  if (workflow === "") return [missing("config.workflow", `${who} runs no workflow. Choose one.`)];
  const info = workflows.get(workflow);
  if (info === undefined) {
    const hint = didYouMean(workflow, [...workflows.keys(), ...[...workflows.values()].map(({ title }) => title)]);
    return [
      {
        code: "workflow-unknown",
        field: "config.workflow",
        message: `${who} runs the workflow ${workflow}, which does not exist here. ${hint}Choose another, or make it first.`,
      },
    ];
  }
  const findings: Finding[] = [];
  if (info.version === undefined && version === undefined) {
    findings.push({
      severity: "warning",
      code: "workflow-unpublished",
      field: "config.workflow",
      message: `${info.title} has not been published yet, so ${who} has no version to run. Publish it first.`,
    });
  }
  if ("literal" in input && info.inputSchema !== undefined) {
    const problem = literalProblem(info.inputSchema, input.literal);
    if (problem !== undefined)
      findings.push(invalid("config.input", `The input of ${who} does not fit ${info.title}: ${problem}.`));
  }
  if (instanceId !== undefined) {
    findings.push(
      ...textFindings("config.instanceId", instanceId, {
        missing: `${who} has an empty id for the run. Give one, or take it out: each run then gets an id of its own.`,
        invalid: (literal) => `The run's id of ${who} is ${literal}. Give a text.`,
      }),
    );
  }
  if (!wait && (node.retry !== undefined || node.timeoutMs !== undefined)) {
    findings.push(
      idle(
        node.retry !== undefined ? "retry" : "timeoutMs",
        `${who} does not wait for the run, so it hears of no failure. Take ${node.retry !== undefined ? "the retry" : "the time limit"} out, or let it wait.`,
      ),
    );
  }
  return findings;
}

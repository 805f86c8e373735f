import type { WorkNode } from "../graph.js";
import { quoted } from "./context.js";
import { type Finding, idle, invalid } from "./finding.js";

export function retryFindings(node: WorkNode): Finding[] {
  const { retry, timeoutMs } = node;
  if (retry === undefined) return [];
  const who = quoted(node);
  const findings: Finding[] = [];
  if (retry.maxDelayMs !== undefined && retry.maxDelayMs < retry.firstDelayMs) {
    findings.push(
      invalid(
        "retry.maxDelayMs",
        `${who} waits at most ${retry.maxDelayMs} ms before it is tried again, but ${retry.firstDelayMs} ms the first time. Make the longest wait the longer one.`,
      ),
    );
  }
  if (retry.totalTimeoutMs !== undefined && timeoutMs !== undefined && retry.totalTimeoutMs < timeoutMs) {
    findings.push(
      idle(
        "timeoutMs",
        `All attempts of ${who} together have ${retry.totalTimeoutMs} ms, one of them ${timeoutMs} ms: the limit of one is never reached. Make it the shorter one.`,
      ),
    );
  }
  if (retry.maxAttempts === 1 && (retry.retryIf !== undefined || retry.nonRetriable !== undefined)) {
    const field = retry.retryIf !== undefined ? "retry.retryIf" : "retry.nonRetriable";
    findings.push(
      idle(field, `${who} is tried once, so what says when to try again does nothing. Allow more attempts.`),
    );
  }
  return findings;
}

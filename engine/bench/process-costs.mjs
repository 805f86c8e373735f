import fs from "node:fs";

/** The most memory that this process ever held resident, in megabytes. */
export function peakMb() {
  // Linux counts the mark in VmHWM; elsewhere the resource usage has it, in kilobytes.
  return (fromStatus("VmHWM") ?? process.resourceUsage().maxRSS) / 1024;
}

/** What this process holds resident now, in megabytes. */
export const residentMb = () => process.memoryUsage.rss() / 2 ** 20;

/** Seconds of processor time that all threads of this process have used, since `since` if it is given.
 * @param {NodeJS.CpuUsage} [since] */
export function cpuSeconds(since) {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

/** @param {string} name @returns {number | undefined} kilobytes */
function fromStatus(name) {
  try {
    const line = new RegExp(`^${name}:\\s*(\\d+) kB$`, "m").exec(fs.readFileSync("/proc/self/status", "utf8"));
    return line?.[1] === undefined ? undefined : Number(line[1]);
  } catch {
    return undefined;
  }
}

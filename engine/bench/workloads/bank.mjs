import { entityId } from "@dacapo/engine";
import { WrongResult } from "./workload.mjs";

const ACCOUNTS = 1_000;
const FIRST_DEPOSIT = 1_000;
const AMOUNT_MAX = 50;

/** @param {number} index */
const accountKey = (index) => String(index % ACCOUNTS);

/**
 * Two accounts and an amount, scattered by the run's number, so that transfers meet now and then.
 *
 * @param {number} index
 */
function transferOf(index) {
  // Knuth's multiplicative hash: neighbours come to lie far apart.
  const scattered = Math.imul(index, 0x9e3779b1) >>> 0;
  const from = scattered % ACCOUNTS;
  const to = (from + 1 + ((scattered >>> 10) % (ACCOUNTS - 1))) % ACCOUNTS;
  return { from: accountKey(from), to: accountKey(to), amount: 1 + (scattered % AMOUNT_MAX) };
}

/** @type {import("./workload.mjs").Workload} */
export const bank = {
  name: "bank",
  title: `transfers between two locked accounts of ${ACCOUNTS}`,
  module: new URL("../../examples/bank.mjs", import.meta.url),
  orchestration: "transfer",
  inFlight: [1, 64, 512],
  prepare: async ({ client }) => {
    const accounts = Array.from({ length: ACCOUNTS }, (_, index) => entityId("account", accountKey(index)));
    await Promise.all(accounts.map((account) => client.signalEntity(account, "add", FIRST_DEPOSIT)));
  },
  run: async ({ finish }, index) => {
    const { instanceId, status, output } = await finish(transferOf(index));
    if (status === "Completed" && (output === '"transferred"' || output === '"refused"')) return;
    throw new WrongResult(`The transfer ${instanceId} is ${status} with ${output}.`);
  },
  verify: async ({ client }) => {
    const accounts = Array.from({ length: ACCOUNTS }, (_, index) => entityId("account", accountKey(index)));
    const balances = await Promise.all(accounts.map((account) => client.readEntity(account)));
    const amounts = balances.map(Number);
    const total = amounts.reduce((sum, amount) => sum + amount, 0);
    if (total === ACCOUNTS * FIRST_DEPOSIT && amounts.every((amount) => amount >= 0)) return;
    throw new WrongResult(
      `The accounts hold ${total}; they must hold ${ACCOUNTS * FIRST_DEPOSIT}, and none less than 0.`,
    );
  },
};

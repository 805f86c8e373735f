import { field, workload } from "./workload.mjs";

/** @import { Run, Workload } from "../words.js" */

export const ACCOUNTS = 16;
export const OPENING_BALANCE = 1_000;

/** @param {number} number */
export const accountOf = (number) => `@account@${number}`;

/** Transfers between locked accounts. A transfer is never terminated: half of one would be neither here nor there. */
export const bankWorkloads = /** @type {readonly Workload[]} */ ([
  workload({
    name: "transfer",
    weight: 6,
    terminated: "never",
    target: () => ({ name: "transfer" }),
    input: (chance) => {
      const from = chance.between(0, ACCOUNTS - 1);
      const to = (from + chance.between(1, ACCOUNTS - 1)) % ACCOUNTS;
      return { from: accountOf(from), to: accountOf(to), amount: chance.between(1, 400) };
    },
    judge: (_run, { status, output }) =>
      status === "Completed" && (output === MOVED || output === '"refused"')
        ? undefined
        : `a transfer moves the amount or is refused; this one is ${status}: ${output}`,
  }),
]);

const MOVED = '"moved"';

/**
 * What each account must hold, and how often something was added to it, given the transfers that have ended.
 *
 * @param {Iterable<{ readonly run: Run, readonly output: string | undefined }>} transfers
 */
export function expectedAccounts(transfers) {
  const accounts = new Map(
    Array.from({ length: ACCOUNTS }, (_, number) => [accountOf(number), { balance: OPENING_BALANCE, additions: 0 }]),
  );
  for (const { run, output } of transfers) {
    if (output !== MOVED) continue;
    const amount = Number(field(run.input, "amount"));
    add(accounts, String(field(run.input, "from")), -amount);
    add(accounts, String(field(run.input, "to")), amount);
  }
  return accounts;
}

/**
 * @param {Map<string, { balance: number, additions: number }>} accounts
 * @param {string} account
 * @param {number} amount
 */
function add(accounts, account, amount) {
  const held = accounts.get(account);
  if (held === undefined) throw new Error(`there is no account ${account}`);
  held.balance += amount;
  held.additions += 1;
}

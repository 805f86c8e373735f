/**
 * Freezes everything the language gives, before anything else is loaded into the realm: from here
 * on no code in it can change what other code in it relies on. Stacks stay hidden from the code
 * that runs (`errorTaming` safe); the realm itself reads them through `getStackString`.
 */
declare const lockdown: (options: Record<string, string>) => void;

lockdown({
  errorTaming: "safe",
  stackFiltering: "verbose",
  consoleTaming: "unsafe",
  errorTrapping: "none",
  unhandledRejectionTrapping: "none",
  reporting: "none",
  overrideTaming: "moderate",
  localeTaming: "safe",
  regExpTaming: "safe",
  evalTaming: "safe-eval",
  domainTaming: "unsafe",
});

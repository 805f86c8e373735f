// A pack of activities: put it in DATA_DIR/activities/ and start the server again. It needs no packages and no build.
export default ({ activity, z }) => [
  activity({
    name: "shop.price",
    title: "Price of an order",
    description: "Adds up the lines of an order, and takes the discount off.",
    icon: "receipt",
    effects: "idempotent",
    input: z.strictObject({
      lines: z
        .array(z.strictObject({ article: z.string(), pieces: z.int().min(1), priceCents: z.int().min(0) }))
        .meta({ title: "Lines" }),
      discountPercent: z.number().min(0).max(100).default(0).meta({ title: "Discount", description: "In per cent." }),
    }),
    output: z.strictObject({ totalCents: z.int() }),
    run: ({ lines, discountPercent }, { log }) => {
      const sum = lines.reduce((cents, { pieces, priceCents }) => cents + pieces * priceCents, 0);
      log("info", `${lines.length} lines, ${sum} cents before the discount`);
      return { totalCents: Math.round((sum * (100 - discountPercent)) / 100) };
    },
  }),
  activity({
    name: "shop.reserve",
    title: "Reserve an article",
    description: "Asks the warehouse to keep an article. The key is the same in every attempt: it is kept once.",
    icon: "package",
    effects: "external",
    input: {
      type: "object",
      required: ["article"],
      properties: { article: { type: "string", title: "Article" } },
      additionalProperties: false,
    },
    run: async ({ article }, { idempotencyKey, signal }) => {
      if (signal.aborted) throw new Error("Nobody waits for the reservation any more.");
      if (article === "unicorn") {
        // A repeat would be refused alike, so no retry policy tries again.
        throw Object.assign(new Error("We have no unicorns."), { code: "OutOfStock", nonRetriable: true });
      }
      return { reservation: `${article}-${idempotencyKey}` };
    },
  }),
];

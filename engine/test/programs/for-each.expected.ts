import { orchestration } from "@dacapo/engine";

export default orchestration("images", function* (ctx, input) {
  const [folders] = yield* ctx.all([
    ctx.forEach(input.folders, { node: "folders", maxConcurrency: 2 }, function* (ctx, folder, number) {
      const list = yield* ctx.call("shop.list", { folder }, { node: "list" });
      const images = yield* ctx.forEach([list.heard, list.activity], { node: "images" }, function* (ctx, image) {
        const [colors, thumbnail] = yield* ctx.all([
          ctx.call("shop.colors", { image }, { node: "colors" }),
          ctx.call("shop.thumbnail", { folder, image, width: input.width }, { node: "thumbnail" }),
        ]);
        return ctx.record("done", { image, thumbnail, colors });
      });
      let mail;
      if (ctx.decide("first", number === 0)) {
        mail = yield* ctx.call("shop.mail", { count: images.length }, { node: "mail" });
      }
      return ctx.record("result", { folder, images, mail });
    }),
    ctx.call("shop.log", {}, { node: "log" }),
  ]);
  return ctx.record("all", folders);
});

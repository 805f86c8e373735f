import { orchestration } from "@dacapo/engine";

export default orchestration("what every item did is undone", function* (ctx, input) {
  const undo = [];
  try {
    const rooms = yield* ctx.forEach(input.rooms, { node: "rooms", rest: "cancel" }, function* (ctx, room) {
      const book = yield* ctx.call("shop.book", { room }, { node: "book" });
      undo.push(function* () {
        yield* ctx.call("shop.cancel", { booking: book.heard, room }, { node: "cancel" });
      });
      return ctx.record("booked", book);
    });
    yield* ctx.call("shop.confirm", {}, { node: "confirm" });
    return ctx.record("done", rooms);
  } catch (thrown) {
    throw yield* ctx.undone(undo, thrown);
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { createCounts } from "../../static/js/chat/elsewhere.js";

function setUp() {
  const drawn = [];
  const counts = createCounts({ viewer: "ada", isHere: (room) => room === "care", changed: () => drawn.push(counts.all()) });
  return { counts, drawn };
}

const said = (room, author = "ben") => ({ room, author: { id: author } });

test("news of other rooms are counted, one's own are not", () => {
  const { counts } = setUp();
  counts.learn({ desk: 2 });
  counts.came(said("desk"));
  counts.came(said("desk", "ada"));
  assert.equal(counts.elsewhere(), 3);
});

test("a room of the page tells for itself", () => {
  const { counts } = setUp();
  counts.set("care", 4);
  counts.came(said("care"));
  counts.learn({ care: 9, desk: 1 });
  assert.deepEqual([counts.of("care"), counts.elsewhere(), counts.all()], [4, 1, 5]);
});

test("what was read elsewhere goes when the server says so, and the same number draws nothing", () => {
  const { counts, drawn } = setUp();
  counts.learn({ desk: 2, notes: 1 });
  counts.learn({ desk: 2, notes: 1 });
  counts.learn({ notes: 1 });
  assert.equal(counts.elsewhere(), 1);
  assert.deepEqual(drawn, [2, 3, 1]);
});

/**
 * For pages that list rooms: sends what an earlier page left, and says beside each room how many messages have not
 * been sent. Needs the page's data (viewer, outbox_key); fills [data-role=unsent][data-room].
 */

import { findAll, setText, show } from "../core/dom.js";
import { services } from "./services.js";

const { outbox } = await services();

function count() {
  for (const place of findAll(document, "unsent")) {
    const waiting = outbox.of(place.dataset.room).length;
    setText(place, waiting ? `${waiting} not sent` : "");
    show(place, waiting > 0);
  }
}

outbox.onChange(count);
count();

// Puts the page together.

import { byId } from "/shared/dom.js";
import { ask, live } from "/shared/live.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { leadsToBot } from "./links.js";
import { attempt, copy } from "./notes.js";
import { Panel } from "./panel.js";
import { Presses } from "./presses.js";
import { Reading } from "./reading.js";
import { Rooms } from "./rooms.js";
import { Store } from "./store.js";
import { showStories } from "./stories.js";

const store = new Store();
const reading = new Reading(store);
const presses = new Presses(store);
const composer = new Composer(store);
new Rooms(store, reading);
new Panel(store);
new Conversation(store, {
  reading,
  presses,
  acts: {
    copy,
    reply: (message) => composer.reply(message),
    command: (text) => composer.command(text),
    press: (message, data) => presses.press(message, data),
    isInside: (url) => leadsToBot(url, store.bot.username),
    follow,
  },
});

/** Follow a link to the bot as who the visitor is, and open the chat that it leads to. */
async function follow(url) {
  const fields = { persona: store.persona.key, url };
  const led = await attempt(() => ask("/follow", fields));
  if (led) store.open(store.rooms.get(led.room));
}

/** Which part a narrow screen shows: the chats, the room or the panel. */
function view(name) {
  document.body.dataset.view = name;
  for (const each of ["chats", "panel"]) {
    byId(`show-${each}`).setAttribute("aria-expanded", name === each);
  }
}

byId("show-chats").addEventListener("click", () => {
  view(document.body.dataset.view === "chats" ? "room" : "chats");
});
byId("show-panel").addEventListener("click", () => {
  view(document.body.dataset.view === "panel" ? "room" : "panel");
});
store.on("opened", () => view("room"));
store.on("state", ({ same }) => {
  byId("cut").hidden = true;
  if (!same) showStories(store, composer);
});

live("/live", (news) => store.apply(news), () => {
  byId("cut").hidden = false;
  store.emit("cut");
});

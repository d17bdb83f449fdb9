// Things to try: small stories that a newcomer can walk through.

import { byId, el } from "/shared/dom.js";

// Each: a title, what to do, and perhaps who writes what in which room.
const STORIES = [
  {
    title: "Pay",
    text:
      "As Alice, ask to pay. On the card press «Open cashier», and there «Pay exactly». Come back:" +
      " the chat is told within seconds, and the card becomes a receipt.",
    try: { room: "Alice", text: "/pay 100 USDT" },
  },
  {
    title: "Pay too little",
    text:
      "At the cashier choose «Pay less», as if an exchange had kept a fee. The chat says what is" +
      " missing. Olga, whose till it is, is asked in her chat: «Accept as paid» settles the order," +
      " and so does «Pay the missing» at the cashier.",
    try: { room: "Alice", text: "/pay 50 USDT" },
  },
  {
    title: "Be late",
    text:
      "Choose «Pay after the deadline» at the cashier, come back and wait: an order lives two" +
      " minutes here, or 20 seconds if you choose so below. The card loses its code when the time" +
      " is over, so that nobody pays to it any more, and offers «New order» and «I have paid». What" +
      " comes later is told all the same, and the receipt says that it was late.",
    try: { room: "Bob", text: "/pay 25 USDC" },
  },
  {
    title: "Change your mind",
    text:
      "«Network» on the card goes on with a new order on another network, «Cancel» calls it off." +
      " The old order stays watched: pay it all the same, and the chat is told.",
    try: { room: "Alice", text: "/pay 30 USDT" },
  },
  {
    title: "Pay in a group",
    text:
      "The answer comes into the topic in which you asked. A command must name the bot until" +
      " it has spoken in the group: that is Telegram's privacy mode.",
    try: { room: "Payments", text: "/pay@till_bot 12.50 USDT" }, // by the name of the sandbox's bot
  },
  {
    title: "Kill the bot",
    text:
      "Ask to pay and open the cashier. Kill the bot below, pay exactly, start it again: the chat" +
      " is told, once.",
    try: { room: "Bob", text: "/pay 10 USDT" },
  },
  {
    title: "Be the merchant",
    text:
      "The money goes straight into the merchant's contract. Olga is told of every payment in her" +
      " chat, also of those that come short, late or twice; /notices there says of which. The" +
      " account at the gateway shows all of it.",
    try: { room: "Olga", text: "/notices" },
    account: true,
  },
  {
    title: "Be the owner",
    text:
      "Let the gateway answer 418 below, and ask to pay: the bot falls silent, and Olga, who runs" +
      " it, is told why.",
    try: { room: "Olga", text: "/pay 5 USDT" },
  },
];

export function showStories(store, composer) {
  const go = ({ room, text }) => {
    store.open([...store.rooms.values()].find((each) => each.title === room));
    composer.fill(text);
  };
  byId("stories").replaceChildren(
    ...STORIES.map((story, index) =>
      el(
        "details",
        { class: "story", name: "story", open: index === 0 },
        el("summary", {}, story.title),
        el("p", {}, story.text),
        story.try
          ? el(
              "button",
              { type: "button", onclick: () => go(story.try) },
              `${story.try.room}: `,
              el("code", {}, story.try.text),
            )
          : null,
        story.account
          ? el("a", { href: store.account, target: "_blank", rel: "noopener noreferrer" },
              "Open the merchant's account ↗")
          : null,
      ),
    ),
  );
}

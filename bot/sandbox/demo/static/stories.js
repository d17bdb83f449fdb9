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
      " missing. Mia, who earns with the till, is asked in her chat: «Accept as paid» settles the order," +
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
      "The money goes straight into the merchant's contract. Mia is told of every payment in her" +
      " chat, also of those that come short, late or twice; /notices there says of which. The" +
      " account at the gateway shows all of it.",
    try: { room: "Mia", text: "/notices" },
    account: true,
  },
  {
    title: "Send an invoice",
    text:
      "Mia asks for money in the group. Her message has a «Pay» button: whoever presses it, say" +
      " Alice, gets the order in a private chat. Once it is paid, the message says so. With --multi" +
      " at the end many can pay it, and are counted; /invoices in Mia's chat lists them all.",
    try: { room: "General", text: "/invoice@till_bot 25 USDT coffee", as: "Mia" },
  },
  {
    title: "Ask where the bot is not",
    text:
      "In the chat of the friends there is no bot. Mia names it all the same, picks what it offers," +
      " and her invoice can be paid there. To Alice it would offer to pay.",
    try: { room: "Friends", text: "@till_bot 25 USDT coffee", as: "Mia" },
  },
  {
    title: "Keep the books",
    text:
      "What has come in, with a picture; /export 7d xlsx gives it as a table, and /digest a summary" +
      " each morning. /orders leads through all orders, each opens at a press.",
    try: { room: "Mia", text: "/report today" },
  },
  {
    title: "Look after the group",
    text:
      "Gus is an admin of the group: /status shows him how it stands, /orders its orders, and" +
      " /settings who may pay there, in which token, and whether the details come in private.",
    try: { room: "General", text: "/settings@till_bot", as: "Gus" },
  },
  {
    title: "Speak another language",
    text:
      "The bot speaks English, Chinese, Russian, Spanish and Persian, in each chat the one that was" +
      " chosen there. In the group that is up to its admins.",
    try: { room: "Bob", text: "/lang" },
  },
  {
    title: "Be the owner",
    text:
      "Olga says who is a merchant: she has added Mia, and can take that back. Let the gateway" +
      " answer 418 below and ask to pay: the bot falls silent, and Olga is told why. /health says" +
      " how the till is.",
    try: { room: "Olga", text: "/merchants remove 201" },
  },
];

export function showStories(store, composer) {
  const titled = (title) => [...store.rooms.values()].find((each) => each.title === title);
  const go = ({ room, text, as }) => {
    if (as) store.open(titled(as)); // a private chat makes the visitor that person
    store.open(titled(room));
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
              story.try.as ? `${story.try.as} in ${story.try.room}: ` : `${story.try.room}: `,
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

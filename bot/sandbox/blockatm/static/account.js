// The merchant's account: what came in, and every order.

import { byId, el } from "/shared/dom.js";
import { live } from "/shared/live.js";

function show({ totals, orders, count }) {
  byId("refused").textContent = "";
  byId("totals").replaceChildren(...(totals.length ? totals.map(total) : ["Nothing yet."]));
  byId("orders").replaceChildren(...orders.map(row));
  byId("count").textContent = count > orders.length
    ? `The newest ${orders.length} of ${count} orders.`
    : `Orders: ${count}`;
}

function total({ token, network, amount }) {
  return el("div", { class: "total" }, el("b", {}, `${amount} ${token}`), `on ${network}`);
}

function row({ at, number, link, asked, network, arrived, status }) {
  const order = el("a", { href: link }, el("code", {}, number));
  const time = new Date(at * 1000).toLocaleTimeString();
  return el(
    "tr",
    {},
    ...[time, order, asked, network, arrived, status].map((each) => el("td", {}, each)),
  );
}

live("/merchant/live", show, () => {
  byId("refused").textContent = "The line to the sandbox is cut; connecting again…";
});

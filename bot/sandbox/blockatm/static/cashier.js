// The cashier page: a countdown, how the order stands, and a wallet.

import { byId, el } from "/shared/dom.js";
import { ask, live } from "/shared/live.js";

const path = `/cashier/${document.body.dataset.order}`;
let order = null;
let paying = false;
let ahead = 0; // how far the gateway's clock is ahead of this one, in seconds

function show(picture) {
  if (order?.pays_late && picture.is_paid) byId("said").textContent = "The wallet has paid, after the deadline.";
  order = picture;
  ahead = order.now - Date.now() / 1000;
  for (const name of ["status", "arrived"]) {
    byId(name).querySelector("dd").textContent = order[name];
  }
  const focused = byId("wallet").contains(document.activeElement);
  byId("wallet").replaceChildren(...order.choices.map(button));
  if (focused) byId("said").focus(); // its own button may be gone
  byId("refused").textContent = "";
  tick();
}

function button(choice, place) {
  const kind = place === 0 && choice.name !== "again" ? "primary" : "";
  return el("button", { type: "button", class: kind, onclick: () => pay(choice) }, choice.label);
}

async function pay({ name, said }) {
  if (paying) return; // the same press twice
  paying = true;
  try {
    await ask(`${path}/wallet`, name);
    byId("said").textContent = said;
  } catch (error) {
    byId("refused").textContent = error.message;
  }
  paying = false;
}

function tick() {
  if (!order) return;
  byId("countdown").textContent = order.is_paid ? settled() : countdown();
  byId("qr").hidden = order.is_paid && !order.missing;
}

const settled = () => (order.missing ? `${order.missing} is missing` : "✅ Paid");

function countdown() {
  const left = Math.ceil(order.expires_at - ahead - Date.now() / 1000);
  const wait = order.pays_late && !order.is_paid;
  if (left <= 0) return wait ? "The time to pay is over; the wallet pays now." : "The time to pay is over.";
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  return wait ? `The wallet pays after the deadline, in ${clock}` : `Pay within ${clock}`;
}

/** The sandbox has ended, or has begun anew and forgotten the order: then its page says so. */
async function lost() {
  byId("refused").textContent = "The line to the sandbox is cut; connecting again…";
  const answer = await fetch(path).catch(() => null);
  if (answer?.status === 404) location.reload();
}

live(`${path}/live`, show, lost);
setInterval(tick, 500);

// Links that lead to the bot, which are followed inside of this page.

const HOSTS = new Set(["t.me", "telegram.me", "telegram.dog"]);

/** Whether a link leads to the bot of this name. */
export function leadsToBot(url, username) {
  let address;
  try {
    address = new URL(url);
  } catch {
    return false;
  }
  const isWeb = /^https?:$/.test(address.protocol) && HOSTS.has(address.host);
  const isApp = address.protocol === "tg:" && /^(?:\/\/)?resolve/.test(address.href.slice(3));
  const name = isWeb ? address.pathname.replaceAll("/", "") : address.searchParams.get("domain");
  return (isWeb || isApp) && name?.toLowerCase() === username.toLowerCase();
}

// Days and hours, as the visitor's browser writes them.

const time = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat([], { weekday: "long", day: "numeric", month: "long" });

/** The hour of a moment in seconds since 1970. */
export const hour = (seconds) => time.format(seconds * 1000);

/** The day of a moment, `Today` where it is. */
export function dayOf(seconds) {
  const name = day.format(seconds * 1000);
  return name === day.format(Date.now()) ? "Today" : name;
}

/**
 * Times as people read them, in the zone of the one who looks. Takes the contract's UTC strings.
 * The server's clock is what counts: learnServerTime moves ours, so a phone that is 5 hours wrong still says "Today".
 */

const LANGUAGE = "en-GB";
const DAY_MS = 86_400_000;
const formats = new Map();
let ahead = 0;

/** The server said "now is" in something that has just arrived. */
export function learnServerTime(at) {
  const server = Date.parse(at);
  if (Number.isFinite(server)) ahead = server - Date.now();
}

/** Now by the server's clock, as far as we know it. */
export function serverNow() {
  return new Date(Date.now() + ahead);
}

/** "08:39" */
export function clockTime(at, zone) {
  return format(at, zone, { hour: "2-digit", minute: "2-digit", hour12: false });
}

/** "2026-11-24", the day on the wall where the viewer is. */
export function dayKey(at, zone) {
  const parts = Object.fromEntries(parted(at, zone).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/** "Today, Tuesday 24 November" / "Yesterday, Monday 23 November" / "Friday 20 November", with the year in another year. */
export function dayWords(at, zone, now = serverNow()) {
  const day = dayKey(at, zone);
  const ofThisYear = day.slice(0, 4) === dayKey(now, zone).slice(0, 4);
  const words = format(at, zone, { weekday: "long", day: "numeric", month: "long", ...(ofThisYear ? {} : { year: "numeric" }) });
  const plain = words.replace(",", "");
  if (day === dayKey(now, zone)) return `Today, ${plain}`;
  if (day === dayKey(new Date(now - DAY_MS), zone)) return `Yesterday, ${plain}`;
  return plain;
}

/** "Tuesday 24 November 2026, 08:39", for a title and for screen readers. */
export function fullTime(at, zone) {
  const day = format(at, zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).replace(",", "");
  return `${day}, ${clockTime(at, zone)}`;
}

/** "24 Nov", with the year in another year. */
export function shortDay(at, zone, now = serverNow()) {
  const isOfThisYear = dayKey(at, zone).slice(0, 4) === dayKey(now, zone).slice(0, 4);
  return format(at, zone, { day: "numeric", month: "short", ...(isOfThisYear ? {} : { year: "numeric" }) });
}

/** "less than a minute", "7 min", "3 h 5 min", "2 days" */
export function spanWords(ms) {
  const minutes = Math.floor(Math.max(0, ms) / 60_000);
  if (minutes < 1) return "less than a minute";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return [`${hours} h`, minutes % 60 ? `${minutes % 60} min` : ""].filter(Boolean).join(" ");
  return `${Math.floor(hours / 24)} days`;
}

function format(at, zone, options) {
  return formatFor(zone, options).format(new Date(at));
}

function parted(at, zone) {
  return formatFor(zone, { year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(new Date(at));
}

/** An unknown zone name must not take the messages down with it: the device's own zone stands in. */
function formatFor(zone, options) {
  const key = `${zone} ${JSON.stringify(options)}`;
  if (!formats.has(key)) {
    try {
      formats.set(key, new Intl.DateTimeFormat(LANGUAGE, { ...options, timeZone: zone || undefined }));
    } catch {
      formats.set(key, new Intl.DateTimeFormat(LANGUAGE, options));
    }
  }
  return formats.get(key);
}

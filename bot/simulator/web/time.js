// Dates of messages (unix seconds) as the phone shows them, always in the time of the khu phố.

import { T } from "./strings.js";

const ZONE = { timeZone: "Asia/Ho_Chi_Minh" };
const CLOCK = new Intl.DateTimeFormat("vi-VN", { ...ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = new Intl.DateTimeFormat("en-CA", { ...ZONE, year: "numeric", month: "2-digit", day: "2-digit" });
const LONG = new Intl.DateTimeFormat("vi-VN", { ...ZONE, day: "numeric", month: "long" });
const LONG_YEAR = new Intl.DateTimeFormat("vi-VN", { ...ZONE, day: "numeric", month: "long", year: "numeric" });
const FULL = new Intl.DateTimeFormat("vi-VN", { ...ZONE, dateStyle: "full", timeStyle: "medium" });
const DAY_MS = 86_400_000;

export const clock = (unix) => CLOCK.format(unix * 1000);
export const fullTime = (unix) => FULL.format(unix * 1000);
export const isoTime = (unix) => new Date(unix * 1000).toISOString();
export const dayKey = (unix) => DAY.format(unix * 1000);

export function dayLabel(unix, now = Date.now()) {
  const day = dayKey(unix);
  if (day === DAY.format(now)) return T.today;
  if (day === DAY.format(now - DAY_MS)) return T.yesterday;
  const sameYear = day.slice(0, 4) === DAY.format(now).slice(0, 4);
  return (sameYear ? LONG : LONG_YEAR).format(unix * 1000);
}

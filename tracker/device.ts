import { maxIdLength } from "@/lib/collector/limits";
import { createUlid } from "./ulid";

const cookieName = "__journey";
const yearInSeconds = 31_536_000;

/**
 * The id of this browser, from a cookie that all hosts of the website share. Without cookies, it lasts as long as the
 * page.
 */
export function getDeviceId(domain: string | undefined): string {
  const cookie = readCookie(cookieName);
  const id = cookie && cookie.length <= maxIdLength ? cookie : createUlid();
  const shared = domain || findSharedDomain();
  writeCookie(cookieName, id, yearInSeconds, shared);
  if (!readCookie(cookieName)) writeCookie(cookieName, id, yearInSeconds, "");
  return id;
}

/** The shortest domain that the browser accepts for a cookie. It rejects public suffixes: this is the registrable domain. */
function findSharedDomain(): string {
  const labels = location.hostname.split(".");
  const isIpAddress = /^[\d.]+$|:/.test(location.hostname);
  for (let count = 2; count <= labels.length && !isIpAddress; count += 1) {
    const domain = labels.slice(-count).join(".");
    writeCookie(`${cookieName}_test`, "1", 60, domain);
    if (!readCookie(`${cookieName}_test`)) continue;
    writeCookie(`${cookieName}_test`, "", 0, domain);
    return domain;
  }
  return "";
}

/** Reading cookies throws on a page without an origin. */
function readCookie(name: string): string | undefined {
  try {
    return new RegExp(`(?:^|; )${name}=([^;]+)`).exec(document.cookie)?.[1];
  } catch {
    return undefined;
  }
}

function writeCookie(name: string, value: string, seconds: number, domain: string): void {
  const secure = location.protocol === "https:" ? "; secure" : "";
  const shared = domain && `; domain=${domain}`;
  try {
    document.cookie = `${name}=${value}; path=/; max-age=${seconds}; samesite=lax${secure}${shared}`;
  } catch {
    // The page has no origin.
  }
}

import { maxIdLength } from "@/lib/collector/limits";
import { createUlid } from "./ulid";

const name = "__journey";
const year = 31_536_000;

/**
 * The id of this browser, from the cookie that all hosts of the website share. Where no cookie can be kept, it lasts as
 * long as the page.
 */
export function findDeviceId(domain: string | undefined): string {
  const cookie = readCookie(name);
  const id = cookie && cookie.length <= maxIdLength ? cookie : createUlid();
  const shared = domain || findSharedDomain();
  writeCookie(name, id, year, shared);
  if (!readCookie(name)) writeCookie(name, id, year, "");
  return id;
}

/** The shortest domain that the browser lets this page write cookies for: no public suffix, so the registrable one. */
function findSharedDomain(): string {
  const labels = location.hostname.split(".");
  const isAddress = /^[\d.]+$|:/.test(location.hostname);
  for (let count = 2; count <= labels.length && !isAddress; count += 1) {
    const domain = labels.slice(-count).join(".");
    writeCookie(`${name}_test`, "1", 60, domain);
    if (!readCookie(`${name}_test`)) continue;
    writeCookie(`${name}_test`, "", 0, domain);
    return domain;
  }
  return "";
}

/** A page without an origin may not even ask for its cookies. */
function readCookie(wanted: string): string | undefined {
  try {
    return new RegExp(`(?:^|; )${wanted}=([^;]+)`).exec(document.cookie)?.[1];
  } catch {
    return undefined;
  }
}

function writeCookie(written: string, value: string, seconds: number, domain: string): void {
  const secure = location.protocol === "https:" ? "; secure" : "";
  const shared = domain && `; domain=${domain}`;
  try {
    document.cookie = `${written}=${value}; path=/; max-age=${seconds}; samesite=lax${secure}${shared}`;
  } catch {
    // No cookie then.
  }
}

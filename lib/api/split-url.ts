/** The part of a URL that is its path, and the part from "?" on, or "". */
export type SplitUrl = { path: string; search: string };

/** Splits the URL of a Request, which is complete and has no fragment, without the cost of a URL object. */
export function splitUrl(url: string): SplitUrl {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const end = url.indexOf("?", start);
  return end === -1
    ? { path: url.slice(start), search: "" }
    : { path: url.slice(start, end), search: url.slice(end) };
}

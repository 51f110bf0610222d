import { sourceParameters } from "@/lib/channels/table";

let previous = document.referrer;

/** The page that is seen now. Of its query, only what tells campaigns apart leaves the browser. */
export function describePage() {
  const query = new URLSearchParams(location.search);
  const parameters: Record<string, string> = {};
  query.forEach((value, name) => {
    const known = name.toLowerCase();
    if (sourceParameters.includes(known) && value) parameters[known] = shorten(value, 500);
  });
  const url = toAddress(location.href);
  const page = { url, title: shorten(document.title, 500), referrer: toAddress(previous), parameters };
  // Within one page that changes its address, the next view comes from this one.
  previous = url;
  return page;
}

function toAddress(url: string): string {
  return shorten(url.replace(/[?#].*$/, ""), 2_048);
}

function shorten(text: string, most: number): string {
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "");
}

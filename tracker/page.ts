import { maxParameterLength, maxTitleLength, maxUrlLength } from "@/lib/collector/limits";
import { sourceParameters } from "@/lib/visits/channel-rules";
import { shorten, toRecord, toScalar } from "./sanitize";

let previousUrl = readText("referrer");

/** The current page. Of its query, only source parameters leave the browser. */
export function describePage() {
  const query = new URLSearchParams(location.search);
  const parameters: Record<string, string> = {};
  query.forEach((value, name) => {
    const known = name.toLowerCase();
    if (sourceParameters.includes(known) && value) parameters[known] = shorten(value, maxParameterLength);
  });
  const url = toUrl(location.href);
  const page = {
    url,
    title: shorten(readText("title"), maxTitleLength),
    referrer: toUrl(previousUrl),
    parameters: toRecord(parameters, toScalar),
  };
  // In a single-page application, the next page view has this one as its referrer.
  previousUrl = url;
  return page;
}

/** An element with this name replaces the document's field. */
function readText(name: "title" | "referrer"): string {
  const text: unknown = document[name];
  return typeof text === "string" ? text : "";
}

function toUrl(url: string): string {
  return shorten(url.replace(/[?#].*$/, ""), maxUrlLength);
}

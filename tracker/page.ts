import { sourceParameters } from "@/lib/channels/table";
import { maxParameterLength, maxTitleLength, maxUrlLength } from "@/lib/collector/limits";
import { shorten, toRecord, toScalar } from "./sanitize";

let previous = readText("referrer");

/** The page that is seen now. Of its query, only what tells campaigns apart leaves the browser. */
export function describePage() {
  const query = new URLSearchParams(location.search);
  const parameters: Record<string, string> = {};
  query.forEach((value, name) => {
    const known = name.toLowerCase();
    if (sourceParameters.includes(known) && value) parameters[known] = shorten(value, maxParameterLength);
  });
  const url = toAddress(location.href);
  const page = {
    url,
    title: shorten(readText("title"), maxTitleLength),
    referrer: toAddress(previous),
    parameters: toRecord(parameters, toScalar),
  };
  // Within one page that changes its address, the next view comes from this one.
  previous = url;
  return page;
}

/** An element of this name takes the place of the document's own field. */
function readText(name: "title" | "referrer"): string {
  const text: unknown = document[name];
  return typeof text === "string" ? text : "";
}

function toAddress(url: string): string {
  return shorten(url.replace(/[?#].*$/, ""), maxUrlLength);
}

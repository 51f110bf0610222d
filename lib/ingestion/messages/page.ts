import { maxParameterLength, maxTitleLength, maxUrlLength } from "@/lib/collector/limits";
import { maxNames } from "@/lib/contacts/schema/property-limits";
import type { ActivityEffect } from "@/lib/ingestion/message";
import { findText, getField, type MessageFields, toFields } from "@/lib/ingestion/messages/fields";
import { toMetadata } from "@/lib/ingestion/messages/properties";
import type { MessageWarning } from "@/lib/ingestion/outcomes";
import { isStorable, toStorable } from "@/lib/text/storable";
import { cutText } from "@/lib/text/text";
import { type LandingPage, toSourceParameters } from "@/lib/visits/source";

type Warnings = Set<MessageWarning>;

/** A page with the parameters that name its source. Of the rest of its query, which may hold secrets, nothing is kept. */
export type MessagePage = {
  url: string | undefined;
  title: string | undefined;
  referrer: string | undefined;
  parameters: ReadonlyMap<string, string>;
};

/** The page of a message: of its properties where they have it, or else of its context. */
export function readMessagePage(
  context: MessageFields,
  properties: MessageFields,
  warnings: Warnings,
): MessagePage {
  const contextPage = toFields(getField(context, "page"));
  const find = (name: string) =>
    [properties, contextPage].map((fields) => findText(getField(fields, name))).find((text) => text);
  const shorten = (text: string | undefined, max: number) => {
    const short = text && cutText(text, max);
    if (short !== text) warnings.add("long_name");
    return short || undefined;
  };
  const [url = "", referrer = ""] = [find("url"), find("referrer")];
  return {
    url: shorten(removeSecrets(url), maxUrlLength),
    title: shorten(find("title"), maxTitleLength),
    referrer: shorten(removeSecrets(referrer), maxUrlLength),
    parameters: readParameters(findQuery(url) ?? find("search") ?? "", context, warnings),
  };
}

/** The page, if visits can begin on it. */
export function toLandingPage({ url, referrer, parameters }: MessagePage): LandingPage | undefined {
  const isWebPage = url !== undefined && /^https?:/i.test(url) && URL.canParse(url);
  return isWebPage ? { url, referrer, parameters } : undefined;
}

/** The metadata of "page viewed" and "screen viewed", named as those of our own tracker, before other properties. */
export function toPageMetadata(
  { url, title, referrer, parameters }: MessagePage,
  name: string | undefined,
  sent: { category: unknown; properties: MessageFields },
  warnings: Warnings,
): ActivityEffect["metadata"] {
  const named = Object.entries({ name, url, title, referrer, ...Object.fromEntries(parameters) });
  const metadata = new Map<string, string | number | boolean>(
    named.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  const { category, properties } = sent;
  const others = toMetadata(category === undefined ? properties : { ...properties, category }, warnings);
  for (const [key, value] of others) {
    if (metadata.has(key) || replacedNames.has(key) || (key === "path" && url !== undefined)) continue;
    if (metadata.size < maxNames) metadata.set(key, value);
    else warnings.add("too_many_properties");
  }
  return metadata;
}

/** Properties that are kept without their query, or not at all: it may hold secrets. */
const replacedNames: ReadonlySet<string> = new Set(["url", "referrer", "search"]);

/** Without user name, password, query and fragment. */
function removeSecrets(url: string): string {
  return url.replace(/[?#].*$/s, "").replace(/^([a-z][a-z\d+.-]*:\/\/)[^/]*@/i, "$1");
}

function findQuery(url: string): string | undefined {
  return /^[^?#]*(\?[^#]+)/.exec(url)?.[1];
}

const campaignParameters = [
  ["utm_campaign", "name"],
  ["utm_source", "source"],
  ["utm_medium", "medium"],
  ["utm_term", "term"],
  ["utm_content", "content"],
] as const;

/** The parameters of the query, or else of `context.campaign`. */
function readParameters(query: string, context: MessageFields, warnings: Warnings): Map<string, string> {
  const campaign = toFields(getField(context, "campaign"));
  // Fast path: most pages have neither.
  if (query === "" && Object.keys(campaign).length === 0) return new Map();
  const sent = new Map<string, string>();
  for (const [parameter, name] of campaignParameters)
    sent.set(parameter, findText(getField(campaign, name)) ?? "");
  for (const [name, value] of new URLSearchParams(query))
    if (value.trim() !== "") sent.set(name.toLowerCase(), value);
  const parameters = toSourceParameters(sent);
  return new Map(
    [...parameters].map(([name, value]) => {
      // A query may have a NUL as "%00".
      if (!isStorable(value)) warnings.add("replaced_characters");
      const short = cutText(toStorable(value), maxParameterLength);
      if (short.length < value.length) warnings.add("long_name");
      return [name, short];
    }),
  );
}

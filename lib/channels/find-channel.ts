import { parse } from "tldts";
import {
  type ChannelName,
  clickIds,
  mediums,
  type SiteKind,
  shareIds,
  sites,
  sourceNames,
} from "@/lib/channels/table";

/** What a visit's first page says of where it came from. */
export type Origin = {
  /** Those of the page's query, by name in lower case. */
  parameters: ReadonlyMap<string, string>;
  /** The referrer's host, unless it is the website itself. */
  referrer: string | undefined;
};

/** The channel, by lib/channels/table.ts. */
export function findChannel({ parameters, referrer }: Origin): ChannelName {
  return (
    channelOfIds(clickIds, parameters) ??
    channelOfUtm(parameters) ??
    channelOfIds(shareIds, parameters) ??
    channelOfReferrer(referrer) ??
    (parameters.has("utm_campaign") ? "Other" : "Direct")
  );
}

function channelOfIds(
  ids: Readonly<Record<string, ChannelName>>,
  parameters: ReadonlyMap<string, string>,
): ChannelName | undefined {
  const name = Object.keys(ids).find((id) => parameters.has(id));
  return name === undefined ? undefined : ids[name];
}

function channelOfUtm(parameters: ReadonlyMap<string, string>): ChannelName | undefined {
  const medium = toWords(parameters.get("utm_medium"));
  const source = toWords(parameters.get("utm_source"));
  if (!medium && !source) return undefined;
  const kind = source ? kindOfSource(source) : undefined;
  const meant = mediums.find(([pattern]) => pattern.test(medium))?.[1];
  if (meant === "paid") return kind === "social" ? "Paid social" : paidElsewhere(medium, kind);
  if (meant === "organic")
    return organic(kind) ?? (/referral|link|web|post/.test(medium) ? "Referral" : "Organic search");
  return meant ?? (medium ? undefined : organic(kind)) ?? "Other";
}

/** "cpc" is said of searches; what is paid for in other words could be anything. */
function paidElsewhere(medium: string, kind: SiteKind | undefined): ChannelName {
  return kind === "search" || /cpc|ppc/.test(medium) ? "Paid search" : "Other";
}

function organic(kind: SiteKind | undefined): ChannelName | undefined {
  if (kind === "search") return "Organic search";
  if (kind === "social") return "Organic social";
  if (kind === "email") return "Email";
  return kind === "site" ? "Referral" : undefined;
}

function channelOfReferrer(referrer: string | undefined): ChannelName | undefined {
  if (!referrer || isPassage(referrer)) return undefined;
  return organic(kindOfHost(referrer)) ?? "Referral";
}

/** Whether people come from here who were on the website before: a page to sign in on, or to pay on. */
export function isPassage(host: string): boolean {
  return kindOfHost(host) === "passage";
}

/** A site by its domain, or by the name that people call it. */
function kindOfSource(source: string): SiteKind | undefined {
  return source.includes(".")
    ? (kindOfHost(source) ?? "site")
    : (sourceNames[source] ?? kindOfSite.get(`${source}.*`));
}

const kindOfSite = new Map(
  (Object.keys(sites) as SiteKind[]).flatMap((kind) => sites[kind].map((site) => [site, kind] as const)),
);

function kindOfHost(host: string): SiteKind | undefined {
  const { publicSuffix } = parse(host);
  for (let name = host; name.includes("."); name = name.slice(name.indexOf(".") + 1)) {
    const kind =
      kindOfSite.get(name) ??
      (publicSuffix && name.endsWith(`.${publicSuffix}`)
        ? kindOfSite.get(`${name.slice(0, -publicSuffix.length)}*`)
        : undefined);
    if (kind) return kind;
  }
  return undefined;
}

/** As the table writes words: "Paid Social" is "paid-social". */
function toWords(text: string | undefined): string {
  return (text ?? "")
    .trim()
    .toLowerCase()
    .replace(/[\s_+]+/g, "-");
}

import { parse } from "tldts";
import { findRegistrableDomain } from "@/lib/text/registrable-domain";
import {
  type ChannelName,
  clickIds,
  mediums,
  type SiteType,
  shareIds,
  sites,
  sourceNames,
  sourceParameters,
} from "@/lib/visits/channel-rules";

/** What brought a visit. */
export type Source = {
  channel: ChannelName;
  campaign: string | undefined;
  /** Identifies the source: another key begins another visit. "" if the page names no source. */
  key: string;
};

/** The first page of a visit, as it was sent. */
export type LandingPage = {
  url: string;
  referrer?: string | undefined;
  parameters?: ReadonlyMap<string, string>;
};

const noSource: Source = { channel: "Direct", campaign: undefined, key: "" };

/** The source that the page's parameters and referrer name. A referrer within the website names none. */
export function getSource(page: LandingPage | undefined, domain: string): Source {
  if (!page) return noSource;
  const parameters = toSourceParameters(page.parameters);
  const referrer = findExternalReferrer(page, domain);
  const entries = [...parameters, ...(referrer ? [["referrer", referrer] as const] : [])];
  return {
    channel: getChannel({ parameters, referrer }),
    campaign: parameters.get("utm_campaign"),
    key: new URLSearchParams(entries.map(([name, value]) => [name, value])).toString(),
  };
}

/** The non-empty parameters that tell sources apart, in a fixed order. */
export function toSourceParameters(sent: ReadonlyMap<string, string> = new Map()): Map<string, string> {
  const given = new Map([...sent].map(([name, value]) => [name.toLowerCase(), value.trim()]));
  return new Map(
    sourceParameters.flatMap((name) => (given.get(name) ? [[name, given.get(name) ?? ""]] : [])),
  );
}

function findExternalReferrer({ url, referrer }: LandingPage, domain: string): string | undefined {
  const host = findHost(referrer);
  if (!host || isIntermediary(host)) return undefined;
  const ownSites = [domain, toSite(findHost(url) ?? domain)];
  return ownSites.includes(toSite(host)) ? undefined : host;
}

/** Apps have hosts, too: "android-app://com.google.android.gm/". */
function findHost(url: string | undefined): string | undefined {
  return url && URL.canParse(url) ? new URL(url).hostname.toLowerCase() || undefined : undefined;
}

function toSite(host: string): string {
  return findRegistrableDomain(host) ?? host;
}

export type Origin = {
  /** The page's query parameters, by lower-case name. */
  parameters: ReadonlyMap<string, string>;
  /** The referrer's host, unless it belongs to the website. */
  referrer: string | undefined;
};

/** Applies the rules of channel-rules.ts in their order. */
export function getChannel({ parameters, referrer }: Origin): ChannelName {
  return (
    findChannelById(clickIds, parameters) ??
    findChannelByUtm(parameters) ??
    findChannelById(shareIds, parameters) ??
    findChannelByReferrer(referrer) ??
    (parameters.has("utm_campaign") ? "Other" : "Direct")
  );
}

function findChannelById(
  ids: Readonly<Record<string, ChannelName>>,
  parameters: ReadonlyMap<string, string>,
): ChannelName | undefined {
  const name = Object.keys(ids).find((id) => parameters.has(id));
  return name === undefined ? undefined : ids[name];
}

function findChannelByUtm(parameters: ReadonlyMap<string, string>): ChannelName | undefined {
  const medium = toWords(parameters.get("utm_medium"));
  const source = toWords(parameters.get("utm_source"));
  if (!medium && !source) return undefined;
  const type = source ? findSourceType(source) : undefined;
  const channel = mediums.find(([pattern]) => pattern.test(medium))?.[1];
  if (channel === "paid") return type === "social" ? "Paid social" : toPaidChannel(medium, type);
  if (channel === "organic")
    return toOrganicChannel(type) ?? (/referral|link|web|post/.test(medium) ? "Referral" : "Organic search");
  return channel ?? (medium ? undefined : toOrganicChannel(type)) ?? "Other";
}

/** "cpc" usually means search. Other paid mediums may be anything. */
function toPaidChannel(medium: string, type: SiteType | undefined): ChannelName {
  return type === "search" || /cpc|ppc/.test(medium) ? "Paid search" : "Other";
}

function toOrganicChannel(type: SiteType | undefined): ChannelName | undefined {
  if (type === "search") return "Organic search";
  if (type === "social") return "Organic social";
  if (type === "email") return "Email";
  return type === "site" ? "Referral" : undefined;
}

function findChannelByReferrer(referrer: string | undefined): ChannelName | undefined {
  if (!referrer || isIntermediary(referrer)) return undefined;
  return toOrganicChannel(findHostType(referrer)) ?? "Referral";
}

/** A sign-in or payment page: it returns visitors to the website and does not bring new ones. */
function isIntermediary(host: string): boolean {
  return findHostType(host) === "intermediary";
}

/** The source is a domain or the usual name of a site. */
function findSourceType(source: string): SiteType | undefined {
  return source.includes(".")
    ? (findHostType(source) ?? "site")
    : (sourceNames[source] ?? siteTypes.get(`${source}.*`));
}

const siteTypes = new Map(
  (Object.keys(sites) as SiteType[]).flatMap((type) => sites[type].map((site) => [site, type] as const)),
);

function findHostType(host: string): SiteType | undefined {
  const { publicSuffix } = parse(host);
  for (let name = host; name.includes("."); name = name.slice(name.indexOf(".") + 1)) {
    const type =
      siteTypes.get(name) ??
      (publicSuffix && name.endsWith(`.${publicSuffix}`)
        ? siteTypes.get(`${name.slice(0, -publicSuffix.length)}*`)
        : undefined);
    if (type) return type;
  }
  return undefined;
}

/** Words as the rules write them: "Paid Social" becomes "paid-social". */
function toWords(text: string | undefined): string {
  return (text ?? "")
    .trim()
    .toLowerCase()
    .replace(/[\s_+]+/g, "-");
}

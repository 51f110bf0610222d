import { findChannel, isPassage } from "@/lib/channels/find-channel";
import { type ChannelName, sourceParameters } from "@/lib/channels/table";
import { findRegistrableDomain } from "@/lib/text/registrable-domain";

/** What brought a visit. */
export type Source = {
  channel: ChannelName;
  campaign: string | undefined;
  /** Another one is another visit; "" says nothing of where it came from. */
  mark: string;
};

/** The page that a visit may begin with, as it was sent. */
export type LandingPage = {
  url: string;
  referrer?: string | undefined;
  parameters?: ReadonlyMap<string, string>;
};

const nowhere: Source = { channel: "Direct", campaign: undefined, mark: "" };

/** What the page says of where the visit came from. A referrer within the website says nothing. */
export function readSource(page: LandingPage | undefined, domain: string): Source {
  if (!page) return nowhere;
  const parameters = readParameters(page.parameters);
  const referrer = externalHost(page, domain);
  const named = [...parameters, ...(referrer ? [["referrer", referrer] as const] : [])];
  return {
    channel: findChannel({ parameters, referrer }),
    campaign: parameters.get("utm_campaign"),
    mark: new URLSearchParams(named.map(([name, value]) => [name, value])).toString(),
  };
}

/** The parameters that matter, always in one order, without those that are empty. */
export function readParameters(sent: ReadonlyMap<string, string> = new Map()): Map<string, string> {
  const given = new Map([...sent].map(([name, value]) => [name.toLowerCase(), value.trim()]));
  return new Map(
    sourceParameters.flatMap((name) => (given.get(name) ? [[name, given.get(name) ?? ""]] : [])),
  );
}

function externalHost({ url, referrer }: LandingPage, domain: string): string | undefined {
  const host = hostOf(referrer);
  if (!host || isPassage(host)) return undefined;
  const own = [domain, siteOf(hostOf(url) ?? domain)];
  return own.includes(siteOf(host)) ? undefined : host;
}

/** Also of "android-app://com.google.android.gm/", which names an app. */
function hostOf(url: string | undefined): string | undefined {
  return url && URL.canParse(url) ? new URL(url).hostname.toLowerCase() || undefined : undefined;
}

function siteOf(host: string): string {
  return findRegistrableDomain(host) ?? host;
}

import type { CodeTab } from "@/components/ui/code/code-tabs";
import { type ChannelName, clickIds } from "@/lib/visits/channel-rules";
import { createSnippet } from "@/lib/websites/snippet";

/** The calls of the browser's `journy`. */
export const trackingCalls = [
  {
    name: "init",
    text: "{ trackerId, domain? }",
    more: "Once on each page, first. The cookie is set on the website’s registrable domain, or on 'domain'.",
  },
  {
    name: "pageview",
    text: "no options",
    more: "The current page. Call it again when the URL changes without a page load.",
  },
  { name: "screen", text: "{ name, accountId? }", more: "A screen of your product, such as “Report”." },
  {
    name: "identify",
    text: "{ userId?, email?, verification?, properties? }",
    more: "The signed-in user. Earlier events of the browser become theirs, once.",
  },
  {
    name: "account",
    text: "{ accountId, verification?, properties? }",
    more: "The user’s account. The identified user becomes a member of it.",
  },
  {
    name: "event",
    text: "{ name, accountId?, verification?, metadata? }",
    more: "Any other event.",
  },
];

const channelRules: Record<ChannelName, string> = {
  "Paid search": "utm_medium=paid-search, or cpc, ppc or the like from a search engine.",
  "Paid social": "utm_medium=paid-social, or cpc, ppc or the like from a social network.",
  Display: "utm_medium=display, banner, cpm or retargeting.",
  Affiliate: "utm_medium=affiliate.",
  Email: "utm_medium=email or newsletter, or a webmail referrer.",
  "Organic search": "utm_medium=organic, or a search engine as referrer.",
  "Organic social": "utm_medium=social, or a social network as referrer.",
  Referral: "utm_medium=referral, or any other site as referrer.",
  Direct: "None of the above.",
  Other: "An unknown campaign medium.",
};

/** The rule of each channel, with its click ids. */
export const channelFacts = Object.entries(channelRules).map(([name, text]) => {
  const ids = Object.keys(clickIds).filter((id) => clickIds[id] === name);
  return { name, text, more: ids.length > 0 ? `Click ids: ${ids.join(", ")}.` : undefined };
});

export function exampleSnippet(origin: string): string {
  return createSnippet("01JD9ZG8W3X6Y9Z2A5B7C0D4E1", origin);
}

export const callsExample = `journy("identify", {
  userId: "20180",
  email: "kim@northwind.com",
  verification: "…", // see below
  properties: { plan: "Business" },
});
journy("account", { accountId: "1001", verification: "…" });
journy("event", { name: "report exported", accountId: "1001", metadata: { format: "pdf" } });`;

/** Fetches the snippet and links a browser to the user who signs in, with the SDK. */
export const backendTabs: CodeTab[] = [
  {
    name: "Node.js",
    blocks: [
      {
        label: "Snippet and link with Node.js",
        code: `const result = await client.getTrackingSnippet({ domain: "acme-inc.com" });
const snippet = result.success ? result.data.snippet : "";

// When a user signs in:
await client.link({ deviceId: request.cookies["__journey"], userId: "20180" });`,
      },
    ],
  },
  {
    name: "PHP",
    blocks: [
      {
        label: "Snippet and link with PHP",
        code: `$call = $client->getTrackingSnippet("acme-inc.com");
$snippet = $call->succeeded() ? $call->result()->getSnippet() : "";

// When a user signs in:
$client->link(["deviceId" => $_COOKIE["__journey"], "userId" => "20180"]);`,
      },
    ],
  },
  {
    name: "Python",
    blocks: [
      {
        label: "Snippet and link with Python",
        code: `from journyio.user_identified import UserIdentified

result = client.get_tracking_snippet("acme-inc.com")
snippet = result.data.snippet if isinstance(result, Success) else ""

# When a user signs in:
client.link(UserIdentified.by_user_id("20180"), request.cookies["__journey"])`,
      },
    ],
  },
];

import type { CodeTab } from "@/components/ui/code-tabs";
import { type ChannelName, clickIds } from "@/lib/channels/table";
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
    more: "The page that is seen now. Call it again where a page changes its address without loading.",
  },
  { name: "screen", text: "{ name, accountId? }", more: "A screen of your product, such as “Report”." },
  {
    name: "identify",
    text: "{ userId?, email?, verification?, properties? }",
    more: "Who is signed in. What the browser did before becomes theirs, once.",
  },
  {
    name: "account",
    text: "{ accountId, verification?, properties? }",
    more: "The account that they work in. Whoever is identified becomes a member of it.",
  },
  {
    name: "event",
    text: "{ name, accountId?, verification?, metadata? }",
    more: "Anything else that happens.",
  },
];

const channelRules: Record<ChannelName, string> = {
  "Paid search": "utm_medium=paid-search, or cpc, ppc or the like from a search engine.",
  "Paid social": "utm_medium=paid-social, or cpc, ppc or the like from a social network.",
  Display: "utm_medium=display, banner, cpm or retargeting.",
  Affiliate: "utm_medium=affiliate.",
  Email: "utm_medium=email or newsletter, or a mailbox to come from.",
  "Organic search": "utm_medium=organic, or a search engine to come from.",
  "Organic social": "utm_medium=social, or a social network to come from.",
  Referral: "utm_medium=referral, or any other site to come from.",
  Direct: "Nothing of all this.",
  Other: "A campaign in words that are not known here.",
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

// When somebody signs in:
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

// When somebody signs in:
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

# When somebody signs in:
client.link(UserIdentified.by_user_id("20180"), request.cookies["__journey"])`,
      },
    ],
  },
];

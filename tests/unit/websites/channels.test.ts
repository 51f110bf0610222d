import { expect, it } from "vitest";
import type { ChannelName } from "@/lib/visits/channel-rules";
import { getSource } from "@/lib/visits/source";

/** Query of the first page, referrer, and the channel that this is. */
type Case = [query: string, referrer: string, channel: ChannelName];

const cases: Case[] = [
  // Nothing, or nothing from outside
  ["", "", "Direct"],
  ["ref=abc&page=2", "", "Direct"],
  ["", "https://www.acme-inc.com/pricing", "Direct"],
  ["", "https://app.acme-inc.com/", "Direct"],
  ["", "about:blank", "Direct"],
  ["", "not an address", "Direct"],
  ["utm_source=&utm_medium=&utm_campaign=", "", "Direct"],
  // Pages that people are sent through
  ["", "https://accounts.google.com/o/oauth2/auth", "Direct"],
  ["", "https://accounts.google.co.uk/", "Direct"],
  ["", "https://login.microsoftonline.com/common/oauth2/", "Direct"],
  ["", "https://dev-4711.okta.com/", "Direct"],
  ["", "https://checkout.stripe.com/c/pay/cs_live_1", "Direct"],
  ["", "https://www.paypal.com/checkoutnow", "Direct"],
  // Search engines
  ["", "https://www.google.com/", "Organic search"],
  ["", "https://www.google.co.uk/", "Organic search"],
  ["", "https://google.de/search", "Organic search"],
  ["", "https://www.bing.com/search", "Organic search"],
  ["", "https://duckduckgo.com/", "Organic search"],
  ["", "https://search.yahoo.com/", "Organic search"],
  ["", "https://yandex.ru/clck/jsredir", "Organic search"],
  ["", "https://www.baidu.com/link", "Organic search"],
  ["", "https://www.ecosia.org/", "Organic search"],
  ["", "https://search.brave.com/", "Organic search"],
  ["", "https://www.startpage.com/", "Organic search"],
  ["", "https://kagi.com/", "Organic search"],
  ["", "android-app://com.google.android.googlequicksearchbox/", "Organic search"],
  ["utm_source=google&utm_medium=organic", "", "Organic search"],
  ["utm_source=gmb&utm_medium=organic&utm_campaign=brussels", "https://www.google.com/", "Organic search"],
  // Paid search
  ["gclid=EAIaIQobChMI", "https://www.google.com/", "Paid search"],
  ["gad_source=1&gbraid=0AAAAA", "", "Paid search"],
  ["wbraid=Cj8KCQ", "https://www.google.be/", "Paid search"],
  ["msclkid=abc", "https://www.bing.com/", "Paid search"],
  ["yclid=1", "https://yandex.ru/", "Paid search"],
  ["utm_source=google&utm_medium=cpc&utm_campaign=brand", "https://www.google.com/", "Paid search"],
  ["utm_source=bing&utm_medium=ppc", "", "Paid search"],
  ["utm_source=adwords&utm_medium=paid", "", "Paid search"],
  ["utm_source=Google&utm_medium=CPC", "", "Paid search"],
  ["utm_source=capterra&utm_medium=cpc", "https://www.capterra.com/", "Paid search"],
  ["utm_medium=paid_search&utm_source=brand", "", "Paid search"],
  // Social networks
  ["", "https://www.facebook.com/", "Organic social"],
  ["", "https://l.facebook.com/l.php", "Organic social"],
  ["", "https://lm.facebook.com/", "Organic social"],
  ["fbclid=IwAR0", "", "Organic social"],
  ["fbclid=IwAR0&ref=home", "https://m.facebook.com/", "Organic social"],
  ["igshid=abc", "https://l.instagram.com/", "Organic social"],
  ["", "https://t.co/abc", "Organic social"],
  ["", "https://x.com/", "Organic social"],
  ["", "https://www.linkedin.com/feed/", "Organic social"],
  ["", "https://lnkd.in/e1", "Organic social"],
  ["", "android-app://com.linkedin.android/", "Organic social"],
  ["", "https://www.youtube.com/watch", "Organic social"],
  ["", "https://old.reddit.com/r/saas", "Organic social"],
  ["", "https://www.pinterest.fr/", "Organic social"],
  ["", "https://news.ycombinator.com/item", "Organic social"],
  ["", "https://bsky.app/", "Organic social"],
  ["utm_source=linkedin&utm_medium=social", "https://www.linkedin.com/", "Organic social"],
  ["utm_source=twitter&utm_medium=organic", "", "Organic social"],
  ["utm_source=ig", "https://l.instagram.com/", "Organic social"],
  ["utm_source=buffer&utm_medium=Social%20Media&utm_campaign=launch", "https://t.co/1", "Organic social"],
  ["utm_source=facebook.com&utm_medium=referral", "", "Organic social"],
  // Paid social
  ["fbclid=IwAR0&utm_source=facebook&utm_medium=cpc", "https://l.facebook.com/", "Paid social"],
  ["utm_source=fb&utm_medium=paid", "", "Paid social"],
  ["utm_source=ig&utm_medium=paid-social&utm_campaign=spring", "", "Paid social"],
  ["utm_source=newsroom&utm_medium=Paid+Social", "", "Paid social"],
  ["ttclid=E.C.P", "https://www.tiktok.com/", "Paid social"],
  ["twclid=2", "https://t.co/", "Paid social"],
  ["li_fat_id=1", "https://www.linkedin.com/", "Paid social"],
  ["ScCid=1", "", "Paid social"],
  ["rdt_cid=1", "https://www.reddit.com/", "Paid social"],
  ["utm_source=linkedin&utm_medium=ads", "", "Paid social"],
  // Email
  ["utm_source=newsletter&utm_medium=email&utm_campaign=october", "", "Email"],
  ["utm_source=october&utm_medium=E-Mail", "https://www.google.com/", "Email"],
  ["utm_source=mailchimp", "", "Email"],
  ["utm_medium=newsletter", "", "Email"],
  ["mc_cid=1&mc_eid=2", "", "Email"],
  ["_hsenc=p2&_hsmi=1", "", "Email"],
  ["", "https://mail.google.com/", "Email"],
  ["", "https://outlook.live.com/", "Email"],
  ["", "https://mail.yahoo.com/", "Email"],
  ["", "android-app://com.google.android.gm/", "Email"],
  ["", "https://us2.campaign-archive.com/", "Email"],
  // Other sites
  ["", "https://docs.google.com/document/d/1", "Referral"],
  ["", "https://blog.example.org/review", "Referral"],
  ["", "https://github.com/acme/readme", "Referral"],
  ["", "https://chatgpt.com/", "Referral"],
  ["", "https://notgoogle.com/", "Referral"],
  ["", "https://acme-inc.com.evil.example/", "Referral"],
  ["utm_source=chatgpt.com", "https://chatgpt.com/", "Referral"],
  ["utm_source=partner-blog&utm_medium=referral", "", "Referral"],
  ["", "http://intranet/", "Referral"],
  // Affiliates
  ["utm_source=jane&utm_medium=affiliate", "https://janes-blog.example/", "Affiliate"],
  ["utm_medium=affiliates", "", "Affiliate"],
  ["irclickid=1", "https://www.example.org/", "Affiliate"],
  ["awc=1_2_3", "", "Affiliate"],
  ["cjevent=1", "https://www.rakuten.com/", "Affiliate"],
  // Display
  ["utm_source=techsite&utm_medium=banner", "https://techsite.example/", "Display"],
  ["utm_medium=cpm&utm_source=dv360", "", "Display"],
  ["utm_medium=display&utm_source=google", "", "Display"],
  ["utm_medium=retargeting&utm_source=adroll", "", "Display"],
  ["dclid=1", "", "Display"],
  ["tblci=1", "https://trc.taboola.com/", "Display"],
  // Named in words of their own
  ["utm_source=flyer&utm_medium=qr", "", "Other"],
  ["utm_campaign=spring", "", "Other"],
  ["utm_medium=sms&utm_source=twilio", "", "Other"],
  ["utm_source=podcast", "", "Other"],
  ["utm_medium=push", "https://www.google.com/", "Other"],
  // A campaign that says nothing of its channel leaves that to the referrer
  ["utm_campaign=spring", "https://www.google.com/", "Organic search"],
  ["utm_campaign=spring&fbclid=1", "", "Organic social"],
];

it.each(cases)("?%s from '%s' is %s", (query, referrer, channel) => {
  const parameters = new Map(new URLSearchParams(query));
  const page = { url: "https://www.acme-inc.com/", referrer, parameters };
  expect(getSource(page, "acme-inc.com").channel).toBe(channel);
});

it("ignores a referrer on the same local host", () => {
  const page = { url: "http://localhost:4000/two", referrer: "http://localhost:4000/one" };
  expect(getSource(page, "acme-inc.com")).toEqual({ channel: "Direct", campaign: undefined, key: "" });
});

it("gives the same key to the same parameters in another order", () => {
  const getKey = (query: string) =>
    getSource(
      { url: "https://acme-inc.com/", parameters: new Map(new URLSearchParams(query)) },
      "acme-inc.com",
    ).key;
  expect(getKey("utm_source=a&x=1&utm_campaign=b")).toBe(getKey("UTM_Campaign=b&utm_source= a"));
  expect(getKey("utm_source=a")).not.toBe(getKey("utm_source=b"));
});

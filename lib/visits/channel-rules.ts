/**
 * Rules for the channel of a visit. The first that applies decides:
 *
 * 1. a click id that an advertising, affiliate or mailing network adds to its links (`clickIds`);
 * 2. utm_medium, and if that is ambiguous the type of the site in utm_source (`mediums`, `sites`);
 * 3. an id that a social network adds to all links, paid or not (`shareIds`);
 * 4. the type of the referring site (`sites`); any other site is a referral.
 *
 * A visit without any of these is "Direct". Unknown values of utm parameters are "Other".
 */
export type ChannelName =
  | "Direct"
  | "Organic search"
  | "Paid search"
  | "Organic social"
  | "Paid social"
  | "Email"
  | "Referral"
  | "Affiliate"
  | "Display"
  | "Other";

export const clickIds: Readonly<Record<string, ChannelName>> = {
  // Google Ads, on the web and from iOS apps; Microsoft, Yandex and Baidu
  gclid: "Paid search",
  gbraid: "Paid search",
  wbraid: "Paid search",
  msclkid: "Paid search",
  yclid: "Paid search",
  bd_vid: "Paid search",
  // TikTok, X, LinkedIn, Snapchat, Reddit, Pinterest, Quora
  ttclid: "Paid social",
  twclid: "Paid social",
  li_fat_id: "Paid social",
  sccid: "Paid social",
  rdt_cid: "Paid social",
  epik: "Paid social",
  qclid: "Paid social",
  // Google Display & Video, Outbrain, Taboola, Criteo
  dclid: "Display",
  obclid: "Display",
  tblci: "Display",
  cto_pld: "Display",
  // Impact, CJ, Awin, Rakuten, TradeDoubler, Partnerize
  irclickid: "Affiliate",
  cjevent: "Affiliate",
  awc: "Affiliate",
  ransiteid: "Affiliate",
  tduid: "Affiliate",
  clickref: "Affiliate",
  // Mailchimp, HubSpot, Klaviyo, Vero, Drip
  mc_eid: "Email",
  mc_cid: "Email",
  _hsenc: "Email",
  _kx: "Email",
  vero_id: "Email",
  __s: "Email",
};

export const shareIds: Readonly<Record<string, ChannelName>> = {
  fbclid: "Organic social",
  igshid: "Organic social",
  igsh: "Organic social",
};

/** The query parameters of a page that the tracker sends. */
export const sourceParameters = [
  "utm_campaign",
  "utm_source",
  "utm_medium",
  "utm_term",
  "utm_content",
  ...Object.keys(clickIds),
  ...Object.keys(shareIds),
];

/** "paid" and "organic" leave it to the site whether it is search or social. */
type Medium = ChannelName | "paid" | "organic";

/** Mediums in lower case, with "-" between words. The first match decides. */
export const mediums: readonly (readonly [pattern: RegExp, medium: Medium])[] = [
  [/^(e-?mails?|newsletters?|edm|drip|transactional)$/, "Email"],
  [/^(affiliates?|affiliation|aff)$/, "Affiliate"],
  [/^(display|banners?|cpm|programmatic|native|interstitial|expandable|gdn|re(targe|marke)ting)$/, "Display"],
  [/^(paid-?social|social-?paid|social-?(ads?|cpc|ppc)|(cpc|ppc)-?social)$/, "Paid social"],
  [/^(paid-?search|search-?paid|search-?(ads?|cpc|ppc)|(cpc|ppc)-?search|sem)$/, "Paid search"],
  [/^(cpc|ppc|cpa|cpv|cp|ads?|paid(-.*)?|.*-cpc|.*-ppc)$/, "paid"],
  [/^(social|social-?(networks?|media|posts?|organic)|organic-?social|sm|smm)$/, "Organic social"],
  [/^(organic|organic-?search|search|seo|referral|link|web|website|post)$/, "organic"],
];

/** "site" only refers. "intermediary" is a sign-in or payment page that returns visitors to the website. */
export type SiteType = "search" | "social" | "email" | "site" | "intermediary";

/**
 * Sites by domain, including subdomains. The longest matching name decides. "*" is any public suffix: "google.*" is
 * google.com and google.co.uk. Apps have their Android package names.
 */
export const sites: Readonly<Record<SiteType, readonly string[]>> = {
  search: [
    ...[
      "google.*",
      "bing.*",
      "yahoo.*",
      "duckduckgo.*",
      "yandex.*",
      "ya.ru",
      "baidu.*",
      "ecosia.org",
      "qwant.com",
    ],
    ...[
      "startpage.com",
      "search.brave.com",
      "naver.com",
      "seznam.cz",
      "sogou.com",
      "so.com",
      "ask.com",
      "aol.*",
    ],
    ...[
      "kagi.com",
      "mojeek.com",
      "swisscows.com",
      "dogpile.com",
      "lycos.com",
      "daum.net",
      "rambler.ru",
      "360.cn",
    ],
    ...["coccoc.com", "petalsearch.com", "presearch.com", "you.com", "metager.org", "search.ch", "onet.pl"],
    ...["com.google.android.googlequicksearchbox", "com.duckduckgo.mobile.android"],
  ],
  social: [
    ...[
      "facebook.*",
      "fb.com",
      "fb.me",
      "messenger.com",
      "m.me",
      "instagram.com",
      "threads.net",
      "threads.com",
    ],
    ...["x.com", "twitter.com", "t.co", "linkedin.com", "lnkd.in", "youtube.com", "youtu.be", "tiktok.com"],
    ...[
      "pinterest.*",
      "pin.it",
      "reddit.com",
      "redd.it",
      "snapchat.com",
      "whatsapp.com",
      "wa.me",
      "telegram.org",
    ],
    ...["t.me", "discord.com", "vk.com", "ok.ru", "weibo.com", "weixin.qq.com", "tumblr.com", "quora.com"],
    ...["bsky.app", "mastodon.social", "xing.com", "news.ycombinator.com", "producthunt.com", "vimeo.com"],
    ...["medium.com", "slideshare.net", "meetup.com", "nextdoor.com", "line.me", "stackoverflow.com"],
    ...["com.facebook.katana", "com.linkedin.android", "com.twitter.android", "com.instagram.android"],
    ...["com.reddit.frontpage", "com.slack", "org.telegram.messenger"],
  ],
  email: [
    ...["mail.google.com", "outlook.live.com", "outlook.office.com", "outlook.office365.com", "mail.yahoo.*"],
    ...["mail.aol.com", "mail.proton.me", "mail.zoho.com", "mail.yandex.*", "mail.ru", "icloud.com", "gmx.*"],
    ...[
      "web.de",
      "fastmail.com",
      "app.hey.com",
      "mail.qq.com",
      "mail.163.com",
      "mail.naver.com",
      "mailchi.mp",
    ],
    ...["mailchimp.com", "list-manage.com", "campaign-archive.com", "sendgrid.net", "substack.com"],
    ...["com.google.android.gm", "com.microsoft.office.outlook"],
  ],
  site: [
    ...[
      "docs.google.*",
      "drive.google.*",
      "sites.google.*",
      "groups.google.*",
      "classroom.google.*",
      "meet.google.*",
    ],
    ...[
      "calendar.google.*",
      "translate.google.*",
      "gemini.google.*",
      "notebooklm.google.*",
      "cloud.google.*",
    ],
    ...["finance.yahoo.*", "sports.yahoo.*", "zen.yandex.*", "blog.naver.com"],
  ],
  intermediary: [
    ...["accounts.google.*", "login.microsoftonline.com", "login.live.com", "appleid.apple.com", "auth0.com"],
    ...["okta.com", "checkout.stripe.com", "hooks.stripe.com", "paypal.com", "pay.google.*", "mollie.com"],
    ...["adyen.com", "klarna.com", "checkout.shopify.com"],
  ],
};

/** Usual values of utm_source for sites and mailing services. */
export const sourceNames: Readonly<Record<string, SiteType>> = {
  adwords: "search",
  "google-ads": "search",
  googleads: "search",
  "bing-ads": "search",
  bingads: "search",
  brave: "search",
  microsoft: "search",
  ecosia: "search",
  qwant: "search",
  naver: "search",
  fb: "social",
  meta: "social",
  ig: "social",
  instagram: "social",
  insta: "social",
  linkedin: "social",
  li: "social",
  twitter: "social",
  x: "social",
  tw: "social",
  youtube: "social",
  yt: "social",
  tiktok: "social",
  reddit: "social",
  snapchat: "social",
  whatsapp: "social",
  telegram: "social",
  quora: "social",
  threads: "social",
  bluesky: "social",
  mastodon: "social",
  "hacker-news": "social",
  hackernews: "social",
  producthunt: "social",
  social: "social",
  email: "email",
  "e-mail": "email",
  newsletter: "email",
  mailchimp: "email",
  klaviyo: "email",
  hubspot: "email",
  sendgrid: "email",
  mailjet: "email",
  activecampaign: "email",
  brevo: "email",
  customerio: "email",
  substack: "email",
};

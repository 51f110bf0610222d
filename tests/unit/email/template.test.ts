import { expect, test } from "vitest";
import { type EmailDraft, quoteName, renderEmail } from "@/lib/email/template";

const hostile = `<img src=x onerror="alert('1')">&amp;`;
const draft: EmailDraft = {
  subject: hostile,
  paragraphs: [hostile],
  link: { label: hostile, url: `https://example.com/?a=1&b="'><script>` },
  footnotes: [hostile],
};

test("escapes each text of the HTML", () => {
  const { html } = renderEmail(draft);
  const tags = new Set(Array.from(html.matchAll(/<\/?([a-z!]+)/gi), ([, name]) => name));
  expect(tags).toEqual(
    new Set(["!doctype", "html", "head", "meta", "title", "style", "body", "main", "p", "a", "br"]),
  );
  expect(html.match(/&lt;img src=x onerror=&quot;alert\(&#39;1&#39;\)&quot;&gt;&amp;amp;/g)).toHaveLength(4);
  expect(html).toContain('href="https://example.com/?a=1&amp;b=&quot;&#39;&gt;&lt;script&gt;"');
});

test("loads nothing when it is read, and follows the reader's colour scheme", () => {
  const { html } = renderEmail({ ...draft, link: { label: "Open", url: "https://app.example.com/x" } });
  expect(html).not.toMatch(/<(?:img|link|script|iframe)|url\(|@import/);
  expect(html.match(/https?:[^"<\s]*/g)).toEqual(Array(3).fill("https://app.example.com/x"));
  expect(html).toContain("@media (prefers-color-scheme: dark)");
  expect(html).toContain('<meta name="color-scheme" content="light dark">');
});

test("the plain text has each paragraph, the link and the footnotes", () => {
  const { text } = renderEmail({
    subject: "S",
    paragraphs: ["One.", "Two."],
    link: { label: "Open", url: "https://app.example.com/x" },
    footnotes: ["Why."],
  });
  expect(text).toBe("One.\n\nTwo.\n\nOpen:\nhttps://app.example.com/x\n\n--\n\nWhy.\n");
});

test("a subject is one line", () => {
  expect(renderEmail({ ...draft, subject: "a\r\nBcc: b\u0000\u2028c\u0085d" }).subject).toBe("a Bcc: b c d");
});

test("a name that is an address does not become a link", () => {
  for (const name of ["Win at evil.example", "https://evil.example/a", "mallory@evil.example"])
    expect(quoteName(name)).not.toMatch(/[.:/@][^\u2060]/);
  expect(quoteName("Ada Lovelace Jr.")).toBe("Ada Lovelace Jr.");
});

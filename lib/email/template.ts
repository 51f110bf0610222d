/** An email before it is rendered. Every text may contain names that other people chose. */
export type EmailDraft = {
  subject: string;
  paragraphs: string[];
  /** A button, and in the plain text a line with the URL. */
  link?: { label: string; url: string };
  /** Why the reader gets this email, and what to do if they did not expect it. */
  footnotes: string[];
};

export type RenderedEmail = { subject: string; text: string; html: string };

/** Renders plain text and HTML with the same content. No images, no tracking: nothing is loaded when it is read. */
export function renderEmail({ subject, paragraphs, link, footnotes }: EmailDraft): RenderedEmail {
  const lines = [...paragraphs, ...(link ? [`${link.label}:\n${link.url}`] : []), "--", ...footnotes];
  return {
    subject: toOneLine(subject),
    text: `${lines.join("\n\n")}\n`,
    html: renderHtml(toOneLine(subject), [
      ...paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`),
      ...(link ? renderLink(link) : []),
      ...footnotes.map((text) => `<p class="quiet">${escapeHtml(text)}</p>`),
    ]),
  };
}

/**
 * Prepares a name that another person chose. Mail programs would turn a name such as "Win at evil.example" into a link, so
 * a word joiner, which is not visible, separates the parts.
 */
export function quoteName(name: string): string {
  return toOneLine(name).replace(/[.:/@](?=\S)/g, "$&\u2060");
}

/** Line breaks in a subject would begin another header. */
function toOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
}

function renderLink({ label, url }: { label: string; url: string }): string[] {
  const href = escapeHtml(url);
  return [
    `<p><a class="button" href="${href}">${escapeHtml(label)}</a></p>`,
    `<p class="quiet">If the button does not work, open this address:<br><a href="${href}">${href}</a></p>`,
  ];
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Mail programs drop style sheets that they do not understand: without this one the email is plain and still readable. */
const style = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  body { margin: 0; padding: 24px 16px; background: #ffffff; color: #12181d;
    font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
  main { display: block; max-width: 560px; margin: 0 auto; }
  p { margin: 0 0 16px; overflow-wrap: anywhere; }
  .product { margin-bottom: 24px; font-weight: 600; }
  .button { display: inline-block; padding: 10px 16px; border-radius: 6px; background: #055f85; color: #ffffff;
    font-weight: 600; text-decoration: none; }
  .quiet { color: #58626a; font-size: 14px; }
  .quiet a { color: inherit; }
  @media (prefers-color-scheme: dark) {
    body { background: #0f1317; color: #e8ecef; }
    .button { background: #6db7dc; color: #0b0f13; }
    .quiet { color: #a0a8ae; }
  }`;

function renderHtml(subject: string, paragraphs: string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<title>${escapeHtml(subject)}</title>
<style>${style}
</style>
</head>
<body>
<main>
<p class="product">${escapeHtml(productName)}</p>
${paragraphs.join("\n")}
</main>
</body>
</html>
`;
}

const productName = "API access";

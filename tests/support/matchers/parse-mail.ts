export type ParsedMail = {
  /** By lower-cased name, each with all of its values. */
  headers: Record<string, string[]>;
  subject: string;
  text: string;
  html: string;
};

/** Parses a mail with a text and an HTML part, as RFC 5322, 2045 to 2047 define them. */
export function parseMail(source: string): ParsedMail {
  const { headers, body } = parsePart(source);
  const boundary = /boundary="?([^";]+)"?/.exec(headers["content-type"]?.[0] ?? "")?.[1] ?? "";
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => parsePart(part.replace(/^\r\n/, "")));
  const find = (type: string) => {
    const found = parts.filter(({ headers }) => headers["content-type"]?.[0]?.startsWith(type));
    if (found.length !== 1 || !found[0])
      throw new Error(`The mail has ${found.length} parts of type ${type}.`);
    return decodeBody(found[0]);
  };
  return {
    headers,
    subject: decodeWords(headers.subject?.[0] ?? ""),
    text: find("text/plain"),
    html: find("text/html"),
  };
}

type Part = { headers: Record<string, string[]>; body: string };

function parsePart(source: string): Part {
  const end = source.indexOf("\r\n\r\n");
  const headers: Record<string, string[]> = {};
  const unfolded = source.slice(0, end).replace(/\r\n(?=[ \t])/g, "");
  for (const line of unfolded.split("\r\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    headers[name] = [...(headers[name] ?? []), line.slice(colon + 1).trim()];
  }
  return { headers, body: source.slice(end + 4) };
}

function decodeBody({ headers, body }: Part): string {
  const encoding = headers["content-transfer-encoding"]?.[0]?.toLowerCase();
  const bytes =
    encoding === "base64"
      ? Buffer.from(body, "base64")
      : encoding === "quoted-printable"
        ? decodeQuotedPrintable(body.replace(/=\r\n/g, ""))
        : Buffer.from(body);
  return bytes.toString("utf8").replaceAll("\r\n", "\n");
}

function decodeQuotedPrintable(text: string): Buffer {
  return Buffer.from(
    text.replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
}

/** Decodes "=?UTF-8?Q?…?=" and "=?UTF-8?B?…?=". White space between two of them is dropped. */
function decodeWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, encoding, encoded) =>
      encoding.toLowerCase() === "b"
        ? Buffer.from(encoded, "base64").toString()
        : decodeQuotedPrintable(encoded.replaceAll("_", " ")).toString(),
    );
}

const longestName = 40;

/** Chromium-based browsers name several products: what comes first here is what they are. */
const browsers = [
  ["Edge", /\bEdg(?:A|iOS)?\/(\d+)/],
  ["Opera", /\bOPR\/(\d+)/],
  ["Firefox", /\b(?:Firefox|FxiOS)\/(\d+)/],
  ["Chrome", /\b(?:Chrome|CriOS)\/(\d+)/],
  ["Safari", /\bVersion\/(\d+)(?:\.[\d.]*)? (?:Mobile\/\S+ )?Safari\//],
] as const;

/** Who called, from the User-Agent header: "js-sdk/2.0", "curl/8.5.0", "Chrome 120", a robot's own name. */
export function describeClient(userAgent: string): string {
  const [product = ""] = userAgent.trim().split(/\s/, 1);
  if (product === "") return "Unknown";
  if (!product.startsWith("Mozilla/")) return shorten(product);
  const robot = /\bcompatible; ([^\s;)]+)/.exec(userAgent)?.[1];
  if (robot) return shorten(robot);
  for (const [name, pattern] of browsers) {
    const version = pattern.exec(userAgent)?.[1];
    if (version) return shorten(`${name} ${version}`);
  }
  return shorten(product);
}

function shorten(name: string): string {
  const characters = Array.from(name);
  return characters.length > longestName ? `${characters.slice(0, longestName - 1).join("")}…` : name;
}

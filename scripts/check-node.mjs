// Loaded before anything else, and plain JavaScript, so that an old Node.js fails with a sentence and not a stack.
const [major, minor] = process.versions.node.split(".").map(Number);
// Older ones of a line, and lines without long-term support, cannot load what generates the database client.
const leastMinor = { 20: 19, 22: 12 };
if (major < 24 && !(minor >= leastMinor[major])) {
  console.error(`Node.js 20.19, 22.12, or 24 and newer is needed; this is ${process.versions.node}.`);
  process.exit(1);
}

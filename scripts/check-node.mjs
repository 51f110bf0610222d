// Plain JavaScript, loaded first: an old Node.js prints this sentence instead of a stack.
const [major, minor] = process.versions.node.split(".").map(Number);
// Older minor versions, and odd major versions, cannot load the Prisma generator.
const minMinor = { 20: 19, 22: 12 };
if (major < 24 && !(minor >= minMinor[major])) {
  console.error(`Node.js 20.19, 22.12, or 24 and newer is needed; this is ${process.versions.node}.`);
  process.exit(1);
}

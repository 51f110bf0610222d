export default {
  distDir: "../../../.next-bench",
  turbopack: { root: new URL("../../..", import.meta.url).pathname },
};

/** Of the script that websites load. A new version is there after five minutes; pages of all origins may load it. */
export const trackerHeaders = {
  "Cache-Control": "public, max-age=300, stale-while-revalidate=86400",
  "Access-Control-Allow-Origin": "*",
  "Cross-Origin-Resource-Policy": "cross-origin",
};

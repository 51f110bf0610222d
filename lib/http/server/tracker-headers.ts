/** For the script that websites of any origin load. Caches keep an old version for 5 minutes. */
export const trackerHeaders = {
  "Cache-Control": "public, max-age=300, stale-while-revalidate=86400",
  "Access-Control-Allow-Origin": "*",
  "Cross-Origin-Resource-Policy": "cross-origin",
};

import type { NextConfig } from "next";
import { trackerHeaders } from "./lib/http/server/tracker-headers";

const inDevelopment = process.env.NODE_ENV === "development";

/**
 * Pages connect to this server only, so that injected content cannot send a key elsewhere. Inline scripts are allowed:
 * Next writes a page's data into them.
 */
const contentSecurityPolicy = {
  "default-src": "'self'",
  // React's development build evaluates code for stack traces; hot reload needs a WebSocket.
  "script-src": `'self' 'unsafe-inline'${inDevelopment ? " 'unsafe-eval'" : ""}`,
  "connect-src": `'self'${inDevelopment ? " ws:" : ""}`,
  "style-src": "'self' 'unsafe-inline'",
  "img-src": "'self' data: blob:",
  "font-src": "'self' data:",
  "object-src": "'none'",
  "base-uri": "'self'",
  "form-action": "'self'",
  "frame-ancestors": "'none'",
};

/** Headers of pages and sign-in routes. server.ts adds HSTS; lib/api/endpoint.ts sets the API's headers. */
const securityHeaders = [
  { key: "X-Frame-Options", value: "DENY" },
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
  {
    key: "Content-Security-Policy",
    value: Object.entries(contentSecurityPolicy)
      .map((directive) => directive.join(" "))
      .join("; "),
  },
];

/** More than any screen sends. Next buffers bodies before authentication; its default is 10 MB. */
const maxBodySize = "256kb";

const config: NextConfig = {
  // scripts/build/production-build.ts sets the folder: one per build.
  distDir: process.env.NEXT_DIST_DIR || ".next",
  poweredByHeader: false,
  // The development server would log passwords and invitation tokens.
  logging: { serverFunctions: false, incomingRequests: { ignore: [/\/invite\/|%2Finvite%2F/] } },
  reactStrictMode: true,
  // All browsers get the title with the page. Streamed titles are absent for a moment after each navigation and save.
  htmlLimitedBots: /.*/,
  // `npm test -- types` checks all files once.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    proxyClientMaxBodySize: maxBodySize,
    serverActions: { bodySizeLimit: maxBodySize },
    turbopackFileSystemCacheForBuild: process.env.BUILD_CACHE !== "off",
  },
  serverExternalPackages: [
    "@node-rs/argon2",
    "@opentelemetry/api",
    "@opentelemetry/exporter-trace-otlp-http",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-trace-node",
    "ioredis",
    "pg",
    "prom-client",
  ],
  // For development: the production server answers these paths without Next.
  rewrites: async () => ({
    beforeFiles: ["api", "backend"].map((root) => ({
      source: `/${root}/v1/:path*`,
      destination: "/v1/:path*",
    })),
    afterFiles: [],
    fallback: [],
  }),
  headers: async () => [
    { source: "/((?!api/(?!auth/)).*)", headers: securityHeaders },
    // Their URLs are secrets.
    {
      source: "/:page(invite|reset-password|confirm-email)/:token*",
      headers: [{ key: "Referrer-Policy", value: "no-referrer" }],
    },
    {
      source: "/tracker.js",
      headers: Object.entries(trackerHeaders).map(([key, value]) => ({ key, value })),
    },
  ],
};

export default config;

import type { NextConfig } from "next";
import { trackerHeaders } from "./lib/http/server/tracker-headers";

const inDevelopment = process.env.NODE_ENV === "development";

/**
 * Pages load, and send to, nothing but this server: what might get into one could not carry a key away. Scripts may
 * stand within a page, since Next writes there what a page is made of.
 */
const contentSecurityPolicy = {
  "default-src": "'self'",
  // React's development build evaluates code, to show where a component came from; hot reload has a socket.
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

/** Sent with every page, and by sign-in's own paths. server.ts adds HSTS. The API answers its own headers, in lib/api/endpoint.ts. */
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

/** More than any screen sends. Next holds what comes in memory before anybody has asked whose it is: 10 MB, by itself. */
const mostSent = "256kb";

const config: NextConfig = {
  // scripts/build/production-build.ts sets the folder: one per build.
  distDir: process.env.NEXT_DIST_DIR || ".next",
  poweredByHeader: false,
  // The development server would print passwords, and the tokens of invitations.
  logging: { serverFunctions: false, incomingRequests: { ignore: [/\/invite\/|%2Finvite%2F/] } },
  reactStrictMode: true,
  // `npm test -- types` checks them: once, also for what no page imports.
  typescript: { ignoreBuildErrors: true },
  experimental: { proxyClientMaxBodySize: mostSent, serverActions: { bodySizeLimit: mostSent } },
  serverExternalPackages: ["@node-rs/argon2", "pg"],
  headers: async () => [
    { source: "/((?!api/(?!auth/)).*)", headers: securityHeaders },
    {
      source: "/tracker.js",
      headers: Object.entries(trackerHeaders).map(([key, value]) => ({ key, value })),
    },
  ],
};

export default config;

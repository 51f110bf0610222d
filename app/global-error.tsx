"use client";

import "./globals.css";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import { ErrorScreen } from "@/components/error-screen";
import type { RouteError } from "@/components/ui/load-error";

/** Stands in for the root layout when that fails too, hence its own document. */
export default function GlobalError(props: RouteError) {
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <title>Something went wrong</title>
      <body className="min-h-dvh font-sans">
        <ErrorScreen {...props} />
      </body>
    </html>
  );
}

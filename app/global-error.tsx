"use client";

import "./globals.css";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import { ErrorScreen, type ErrorScreenProps } from "@/components/error-screen";

/** Stands in for the root layout when that fails too, hence its own document. */
export default function GlobalError(props: ErrorScreenProps) {
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <title>Something went wrong</title>
      <body className="min-h-dvh font-sans">
        <ErrorScreen {...props} />
      </body>
    </html>
  );
}

"use client";

import "./globals.css";
import { ErrorScreen } from "@/components/ui/feedback/error-screen";
import type { RouteError } from "@/components/ui/feedback/retry-button";
import { fontVariables } from "./fonts";

/** Replaces the root layout when it fails, so it renders <html> itself. */
export default function GlobalError(props: RouteError) {
  return (
    <html lang="en" className={fontVariables}>
      <title>Something went wrong</title>
      <body className="min-h-dvh font-sans">
        <ErrorScreen {...props} />
      </body>
    </html>
  );
}

"use client";

import "./globals.css";
import type { RouteError } from "@/components/ui/feedback/load-error";
import { ErrorScreen } from "@/components/ui/feedback/load-error";
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

"use client";

import "./globals.css";
import type { RouteError } from "@/components/ui/feedback/load-error";
import { ErrorScreen } from "@/components/ui/feedback/load-error";
import { fontVariables } from "./fonts";

/** Stands in for the root layout when that fails too, hence its own document. */
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

"use client";

import "./globals.css";
import { ErrorScreen } from "@/components/error-screen";
import type { RouteError } from "@/components/ui/load-error";
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

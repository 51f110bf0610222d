"use client";

import { ThemeProvider as NextThemes } from "next-themes";
import type { ReactNode } from "react";

// The script that sets the theme before the first paint matters in the server's HTML alone. Where React renders it
// in the browser it would not run, and React says so unless the script is marked as data.
const scriptProps = typeof window === "undefined" ? undefined : { type: "application/json" };

/** Light, dark or as the system has it; globals.css turns data-theme into the color scheme. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  return (
    <NextThemes
      attribute="data-theme"
      enableColorScheme={false}
      disableTransitionOnChange
      scriptProps={scriptProps}
    >
      {children}
    </NextThemes>
  );
}

"use client";

import { ThemeProvider as NextThemes } from "next-themes";
import type { ReactNode } from "react";

// next-themes sets the theme in a script before the first paint. React warns about scripts that it renders in the
// browser, where they do not run, unless they are marked as data.
const scriptProps = typeof window === "undefined" ? undefined : { type: "application/json" };

/** Light, dark or the system's theme. globals.css turns data-theme into the color scheme. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  return (
    <NextThemes attribute="data-theme" enableColorScheme={false} scriptProps={scriptProps}>
      {children}
    </NextThemes>
  );
}

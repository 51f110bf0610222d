import "./globals.css";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { Toaster } from "@/components/ui/overlay/toaster";
import { ThemeProvider } from "@/components/ui/theme/theme-provider";
import { fontVariables } from "./fonts";

export const metadata: Metadata = {
  title: { default: "API access", template: "%s · API access" },
  description: "Applications, API keys and request logs of your workspace.",
};

export const viewport: Viewport = { colorScheme: "light dark" };

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    // suppressHydrationWarning: next-themes sets an attribute on <html> before hydration.
    <html lang="en" className={fontVariables} suppressHydrationWarning>
      <body className="min-h-dvh font-sans">
        <ThemeProvider>
          {children}
          <Toaster />
        </ThemeProvider>
      </body>
    </html>
  );
}

"use client";

import { createContext, type ReactNode, use, useState } from "react";

interface ApiKeyState {
  apiKey: string;
  setApiKey: (apiKey: string) => void;
}

const ApiKeyContext = createContext<ApiKeyState>({ apiKey: "", setApiKey: () => undefined });

/** Shares the entered key among the operations of the page. It is stored nowhere: a reload forgets it. */
export function ApiKeyProvider({ children }: { children: ReactNode }) {
  const [apiKey, setApiKey] = useState("");
  return <ApiKeyContext value={{ apiKey, setApiKey }}>{children}</ApiKeyContext>;
}

export function useApiKey(): ApiKeyState {
  return use(ApiKeyContext);
}

"use client";

import type { ReactNode } from "react";
import { BuilderContext, type BuilderContextValue } from "./builder-context";

interface FieldsProviderProps
  extends Pick<BuilderContextValue, "options" | "disabled" | "issues" | "pathPrefix"> {
  children: ReactNode;
}

/** For fields of the builder outside of a condition. */
export function FieldsProvider({ children, ...fields }: FieldsProviderProps) {
  return <BuilderContext value={{ ...fields, ...noTree }}>{children}</BuilderContext>;
}

const noTree = {
  additionLimit: null,
  change: () => undefined,
  add: () => undefined,
  focusAdded: () => undefined,
  remove: () => undefined,
  findMove: () => null,
};

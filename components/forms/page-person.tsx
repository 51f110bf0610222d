"use client";

import { useEffect } from "react";
import { keepPagePerson } from "./action-requests";

/** Ties the page's actions to the person that it was rendered for. */
export function SamePersonGuard({ id }: { id: string }) {
  useEffect(() => keepPagePerson(id), [id]);
  return null;
}

import type { Metadata } from "next";
import { WorkspaceFrame } from "@/components/navigation/workspace-frame";
import { findWorkspaceName } from "@/lib/auth/session";

type Props = LayoutProps<"/[workspace]/settings">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const name = await findWorkspaceName((await params).workspace);
  return name === undefined ? {} : { title: { template: `%s · ${name}`, default: name } };
}

export default async function SettingsLayout({ params, children }: Props) {
  return <WorkspaceFrame slug={(await params).workspace}>{children}</WorkspaceFrame>;
}

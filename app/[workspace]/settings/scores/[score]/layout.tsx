import { requireComputation } from "../../computations";

/** Finds the score outside of the loading state: once a page streams, it can no longer answer 404. */
export default async function ScoreLayout({
  params,
  children,
}: LayoutProps<"/[workspace]/settings/scores/[score]">) {
  const { workspace, score: id } = await params;
  await requireComputation(workspace, id, "score");
  return children;
}

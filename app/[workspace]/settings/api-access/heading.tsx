export const title = "API access";
export const description = (
  <>
    Applications that call the API of this workspace, each with its own key. See the{" "}
    <a className="link" href="/developers">
      API reference
    </a>
    .
  </>
);

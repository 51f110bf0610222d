export const title = "Management tokens";
export const description = (
  <>
    Programs manage applications and their keys with a token. See{" "}
    <a className="link" href="/developers">
      Management in the API reference
    </a>
    .
  </>
);

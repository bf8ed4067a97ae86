// Calls to /sim. A refusal becomes an Error with the server's reason.

export const ZONE = "Asia/Ho_Chi_Minh";

async function call(method, path, body) {
  const isForm = body instanceof FormData;
  const answer = await fetch(`/sim${path}`, {
    method,
    body: body === undefined || isForm ? body : JSON.stringify(body),
    headers: body === undefined || isForm ? {} : { "Content-Type": "application/json" },
  });
  const form = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(form.error ?? answer.statusText);
  return form;
}

export const get = (path) => call("GET", path);
export const post = (path, body = {}) => call("POST", path, body);

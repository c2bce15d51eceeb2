// Talks to the workspace server; the shapes are those of playground/slack/console.ts.

/** The workspace as that person sees it; without a person, as the server's first one does. */
export async function fetchState(as) {
  return read(await fetch(`/console/state${personQuery(as)}`));
}

/** Opens the stream of states; close it with `.close()`. */
export function openEvents(as, onState, onDown) {
  const events = new EventSource(`/console/events${personQuery(as)}`);
  events.onmessage = (event) => onState(JSON.parse(event.data));
  events.onerror = () => onDown();
  return events;
}

/** POSTs to /console/<verb>; throws with the server's words when it refuses. */
export async function post(verb, body) {
  const response = await fetch(`/console/${verb}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return read(response);
}

async function read(response) {
  const answer = await response.json().catch(() => ({ error: `the server answered ${response.status}` }));
  if (!response.ok || answer.ok === false)
    throw new Error(answer.error ?? `the server answered ${response.status}`);
  return answer;
}

function personQuery(as) {
  return as ? `?as=${encodeURIComponent(as)}` : "";
}

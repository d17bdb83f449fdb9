// Keeps a page up to date over a WebSocket, and connects anew when the line is cut.

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 4000;

/** Call `hear` with everything the server tells at `path`, and `lost` whenever the line is cut. */
export function live(path, hear, lost) {
  const address = location.origin.replace(/^http/, "ws") + path;
  let pause = FIRST_PAUSE;

  function connect() {
    const socket = new WebSocket(address);
    socket.onmessage = (event) => {
      pause = FIRST_PAUSE;
      hear(JSON.parse(event.data));
    };
    socket.onclose = () => {
      lost();
      setTimeout(connect, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    };
  }

  connect();
}

/** Ask the server to do something; what it answers when it will not is thrown as an Error. */
export async function ask(path, body) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  let response;
  try {
    response = await fetch(path, { method: "POST", body: text });
  } catch {
    throw new Error("The demo does not answer. Is it still running in its terminal?");
  }
  if (!response.ok) throw new Error(await response.text());
  return response.status === 204 ? null : response.json();
}

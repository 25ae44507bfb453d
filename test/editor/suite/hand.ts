/** Where to act on the workbench: a selector of its page, or of the page inside the webview that is open. */
interface Webview {
  readonly selector: string;
  readonly action?: "text" | "click" | "fill" | "colour";
  readonly value?: string;
}

/**
 * The harness's hand on the real user interface: keys, clicks, pictures. A desktop VS Code has none: `HAS_HAND` is false there,
 * tests that need it skip themselves, and pictures are not taken.
 */
export const HAS_HAND = process.env["VITALINT_HAND"] !== undefined;

export const hand = {
  press: (keys: string) => act({ kind: "press", keys }),
  type: (text: string) => act({ kind: "type", text }),
  hover: (selector: string) => act({ kind: "hover", selector }),
  click: (selector: string) => act({ kind: "click", selector }),
  /** Moves the mouse out of the way, so that its hover closes. */
  away: () => act({ kind: "away" }),
  seen: (selector: string) => act({ kind: "wait", selector }),
  gone: (selector: string) => act({ kind: "wait", selector, state: "hidden" }),
  textOf: async (selector: string) => String(await act({ kind: "text", selector })),
  webview: async (what: Webview) => String(await act({ kind: "webview", ...what })),
  picture: async (name: string) => {
    if (HAS_HAND) await act({ kind: "picture", name });
  },
};

async function act(what: { readonly kind: string } & Readonly<Record<string, unknown>>): Promise<unknown> {
  const base = process.env["VITALINT_HAND"];
  if (base === undefined) throw new Error(`There is no hand for ${what.kind}`);
  const response = await fetch(base, { method: "POST", body: JSON.stringify(what) });
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
  return JSON.parse(answer);
}

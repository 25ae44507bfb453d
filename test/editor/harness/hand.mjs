// The suite runs inside the editor and has no hands: it asks here, over loopback, for keys, clicks, texts and pictures.
import { createServer } from "node:http";
import { join } from "node:path";

/** Generous: the whole of `npm test` may share two cores with it. */
const TIMEOUT = 60_000;

/** Serves acts on the page until `close`; pictures go to `folder`. `page` may come later than the first listener. */
export async function startHand(folder, log) {
  const hand = { page: undefined, pictures: [] };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      act(hand, folder, JSON.parse(body)).then(
        (answer) => response.writeHead(200).end(JSON.stringify(answer ?? null)),
        (error) => {
          log(`the page could not do ${body}: ${String(error).split("\n")[0]}`);
          response.writeHead(500).end(String(error));
        },
      );
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  hand.url = `http://127.0.0.1:${server.address().port}`;
  hand.close = () => {
    server.close();
    server.closeAllConnections();
  };
  return hand;
}

async function act(hand, folder, { kind, ...what }) {
  const { page } = hand;
  switch (kind) {
    case "press":
      return page.keyboard.press(what.keys);
    case "type":
      return page.keyboard.type(what.text, { delay: 15 });
    case "hover":
      return page.locator(what.selector).first().hover({ force: true, timeout: TIMEOUT });
    case "click":
      return page.locator(what.selector).first().click({ timeout: TIMEOUT });
    case "away":
      return page.mouse.move(5, 5);
    case "wait":
      await page
        .locator(what.selector)
        .first()
        .waitFor({ state: what.state ?? "visible", timeout: TIMEOUT });
      return;
    case "text":
      return page.locator(what.selector).first().innerText({ timeout: TIMEOUT });
    case "webview":
      return inWebview(page, what);
    case "picture": {
      await page.waitForTimeout(400); // animations
      const file = join(folder, `${what.name.replace(/[^\w.-]/g, "_")}.png`);
      await page.screenshot({ path: file });
      hand.pictures.push(file);
      return;
    }
    default:
      throw new Error(`unknown act ${kind}`);
  }
}

/** A webview is two nested frames: the editor's shell, and the extension's page in it. Gives its text or an attribute, or clicks, or fills in. */
async function inWebview(page, { selector, action, value }) {
  const found = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame").locator(selector).first();
  await found.waitFor({ state: "attached", timeout: TIMEOUT });
  if (action === "click") return found.click({ timeout: TIMEOUT });
  if (action === "fill") return found.fill(value, { timeout: TIMEOUT });
  if (action === "colour") return found.evaluate((element) => getComputedStyle(element).color);
  return found.innerText({ timeout: TIMEOUT });
}

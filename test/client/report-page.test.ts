import { strict as assert } from "node:assert";
import { fromPage } from "../../client/src/report/messages.js";
import { reportPage } from "../../client/src/report/page.js";

const PAGE = reportPage({
  nonce: "NONCE",
  cspSource: "https://source.test",
  script: "https://source.test/s.js",
  style: "https://source.test/s.css",
});

describe("the report panel's page", () => {
  it("lets nothing in but its own style sheet and the script with the nonce", () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(PAGE)?.[1] ?? "";
    const rules = Object.fromEntries(
      policy.split("; ").map((rule) => [rule.slice(0, rule.indexOf(" ")), rule.slice(rule.indexOf(" ") + 1)]),
    );
    assert.deepEqual(rules, {
      "default-src": "'none'",
      "style-src": "https://source.test",
      "script-src": "'nonce-NONCE'",
      "base-uri": "'none'",
      "form-action": "'none'",
    });
  });

  it("holds one script, with the nonce, and no inline style or handler", () => {
    assert.deepEqual(PAGE.match(/<script[^>]*>/g), ['<script nonce="NONCE" src="https://source.test/s.js">']);
    assert.doesNotMatch(PAGE, /\sstyle=|<style|\son[a-z]+=/);
  });

  it("can be read without a mouse: language, labels and live regions are there", () => {
    assert.match(PAGE, /<html lang="en">/);
    assert.match(PAGE, /<label for="filter">/);
    assert.equal(PAGE.match(/role="status"/g)?.length, 2);
  });
});

describe("messages from the report's page", () => {
  it("are taken when they are ours", () => {
    assert.deepEqual(fromPage({ type: "ready" }), { type: "ready" });
    assert.deepEqual(fromPage({ type: "open", uri: "file:///a.c", line: 3 }), { type: "open", uri: "file:///a.c", line: 3, character: 0 });
    assert.deepEqual(fromPage({ type: "open", uri: "file:///a.c", line: 3, character: 7 }), {
      type: "open",
      uri: "file:///a.c",
      line: 3,
      character: 7,
    });
  });

  for (const message of [
    undefined,
    null,
    "ready",
    {},
    { type: "run" },
    { type: "open" },
    { type: "open", uri: 1, line: 0 },
    { type: "open", uri: "a", line: -1 },
    { type: "open", uri: "a", line: Number.NaN },
    { type: "open", uri: "a", line: 0, character: "0" },
  ]) {
    it(`are dropped when they are not: ${JSON.stringify(message)}`, () => {
      assert.equal(fromPage(message), undefined);
    });
  }
});

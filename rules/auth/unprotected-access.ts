import { defineRule, type RuleContext } from "../../engine/src/index.js";
import { isTestPath } from "../shared/names.js";

type MessageId = "zephyr" | "flags" | "open";

export default defineRule<MessageId>({
  id: "auth/unprotected-access",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "medium",
  fix: "suggestion",
  standards: {
    cwe: [306, 284],
    iec62304: ["data and control flow"],
    fda: ["authentication", "authorization", "confidentiality"],
    iso27001: ["A.8.5", "A.5.15"],
  },
  messages: {
    zephyr:
      "Every device in range may write this characteristic: '{flag}' asks for neither pairing nor encryption. Use '{replacement}', so that only devices that somebody paired can command this one.",
    flags:
      "Every device in range may write this characteristic: '{flag}' stands without '{replacement}'. Add it, so that only devices that somebody paired can command this one.",
    open: "'{callee}' lets every device in range write '{target}', without pairing or encryption. Use '{replacement}'.",
  },
  docs: {
    title: "Bluetooth characteristic that everybody may write",
    what: "Reports GATT characteristics that can be written without encryption or authentication: Zephyr (`BT_GATT_PERM_WRITE` alone), NimBLE (`BLE_GATT_CHR_F_WRITE` without `…_WRITE_ENC` or `…_WRITE_AUTHEN`), ESP-IDF (`ESP_GATT_PERM_WRITE`), Nordic's SoftDevice (`BLE_GAP_CONN_SEC_MODE_SET_OPEN` on a write permission).",
    why: "Insulin pumps were recalled because a radio in the next room could command them. A characteristic that takes commands and asks for no pairing is exactly that.",
    whatToDo:
      "Ask for an authenticated, encrypted link for everything that changes what the device does, and pair with a passkey or out of band.",
    whenToDeviate: "When what is written can harm nobody, or the application itself authenticates each message. Say how.",
    limits: ["Configuration descriptors (CCCD) are left alone.", "Flags that are put together elsewhere are not seen."],
    examples: [
      {
        language: "c",
        bad: "#include <stdint.h>\n\n#define BLE_GATT_CHR_F_READ 0x0002\n#define BLE_GATT_CHR_F_WRITE 0x0008\n\nstruct ble_gatt_chr_def { int (*access_cb)(void); uint16_t flags; };\nint Dose_Access(void);\n\nconst struct ble_gatt_chr_def dose = { .access_cb = Dose_Access, .flags = BLE_GATT_CHR_F_READ | BLE_GATT_CHR_F_WRITE };\n",
        good: "#include <stdint.h>\n\n#define BLE_GATT_CHR_F_READ 0x0002\n#define BLE_GATT_CHR_F_WRITE 0x0008\n#define BLE_GATT_CHR_F_WRITE_ENC 0x1000\n#define BLE_GATT_CHR_F_WRITE_AUTHEN 0x2000\n\nstruct ble_gatt_chr_def { int (*access_cb)(void); uint16_t flags; };\nint Dose_Access(void);\n\nconst struct ble_gatt_chr_def dose = {\n    .access_cb = Dose_Access,\n    .flags = BLE_GATT_CHR_F_READ | BLE_GATT_CHR_F_WRITE | BLE_GATT_CHR_F_WRITE_ENC | BLE_GATT_CHR_F_WRITE_AUTHEN\n};\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["initializerPair"],
      visit(context, node) {
        const value = node.child("value");
        if (!value || !value.text.includes("BLE_GATT_CHR_F_WRITE") || isTestPath(context.file.document.path)) return;
        if (/_(WRITE_ENC|WRITE_AUTHEN|WRITE_AUTHOR)\b/.test(value.text)) return;
        const flag = /BLE_GATT_CHR_F_WRITE(_NO_RSP)?\b/.exec(value.text)?.[0] ?? "";
        const newText = `${value.text} | BLE_GATT_CHR_F_WRITE_ENC | BLE_GATT_CHR_F_WRITE_AUTHEN`;
        context.report(
          "flags",
          value,
          { flag, replacement: "BLE_GATT_CHR_F_WRITE_AUTHEN" },
          {
            fixes: [
              {
                title: "Ask for an authenticated link",
                kind: "suggestion",
                edits: [{ span: { start: value.start, end: value.end }, newText }],
              },
            ],
          },
        );
      },
    },
    call: {
      names: ["BLE_GAP_CONN_SEC_MODE_SET_OPEN"],
      visit(context, call) {
        const target = call.args[0]?.text ?? "";
        if (!/write_?perm|wr_?perm/i.test(target) || /cccd|sccd/i.test(target) || isTestPath(context.file.document.path)) return;
        context.report("open", call, {
          callee: "BLE_GAP_CONN_SEC_MODE_SET_OPEN",
          target: target.replace(/^&/, ""),
          replacement: "BLE_GAP_CONN_SEC_MODE_SET_ENC_WITH_MITM",
        });
      },
    },
    file: {
      visit(context) {
        if (!isTestPath(context.file.document.path)) checkPermissions(context);
      },
    },
  },
});

const OPEN_PERMISSIONS: Readonly<Record<string, string>> = {
  BT_GATT_PERM_WRITE: "BT_GATT_PERM_WRITE_AUTHEN",
  BT_GATT_PERM_PREPARE_WRITE: "BT_GATT_PERM_WRITE_AUTHEN",
  ESP_GATT_PERM_WRITE: "ESP_GATT_PERM_WRITE_ENC_MITM",
};

/** Characteristics are declared by macros at file scope, whose arguments no tree holds: they are read as text. */
function checkPermissions(context: RuleContext<MessageId>): void {
  const { text } = context.file.tree;
  if (!text.includes("GATT_PERM_")) return;
  for (const match of text.matchAll(/\b(?:BT_GATT_PERM_(?:PREPARE_)?WRITE|ESP_GATT_PERM_WRITE)\b/g)) {
    const [flag] = match;
    const from = Math.max(text.lastIndexOf("(", match.index), text.lastIndexOf("{", match.index));
    const until = text.indexOf(")", match.index);
    const around = text.slice(from, until < 0 ? match.index + 200 : until);
    const before = text.slice(Math.max(0, from - 40), from);
    const line = text.slice(text.lastIndexOf("\n", match.index) + 1, match.index);
    // A definition or comparison of the flag itself; a descriptor that only switches notifications on.
    if (
      /#\s*define/.test(line) ||
      /\b(CCC|CCC_MANAGED|CUD|CPF)\s*$/.test(before) ||
      /CCC|cccd|CLIENT_CONFIG|client_config/i.test(around + before)
    )
      continue;
    if (/[&!=]\s*$/.test(line) || isInFunction(context, match.index)) continue;
    if (/_WRITE_(ENCRYPT|AUTHEN|LESC)|_WRITE_(ENC|AUTH)/.test(around)) continue;
    const span = { start: match.index, end: match.index + flag.length };
    const replacement = OPEN_PERMISSIONS[flag] ?? "BT_GATT_PERM_WRITE_AUTHEN";
    context.report(
      "zephyr",
      span,
      { flag, replacement },
      { fixes: [{ title: `Use '${replacement}'`, kind: "suggestion", edits: [{ span, newText: replacement }] }] },
    );
  }
}

function isInFunction(context: RuleContext, at: number): boolean {
  return context.file.facts.functions.some(({ span, body }) => body !== undefined && span.start < at && at < span.end);
}

import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { writtenCallee } from "../shared/expressions.js";
import { isTestPath } from "../shared/names.js";

type MessageId = "order" | "groups" | "shell";

export default defineRule<MessageId>({
  id: "auth/privilege-order",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [696, 272, 250],
    cert: ["POS36-C", "POS37-C"],
    iec62304: ["event sequence"],
    fda: ["authorization"],
    iso27001: ["A.8.2"],
  },
  messages: {
    order:
      "'{group}' behind '{user}' fails: without the old user's rights the group can't be changed any more, and the old group stays. Change the group first.",
    groups:
      "'{user}' leaves the supplementary groups as they were: the process keeps the rights of every group of its old user. Call 'setgroups' before.",
    shell:
      "'{user}(0)' gives the process all rights of the system: a mistake anywhere behind it is a mistake of the whole device. Do what needs the rights in a small program of its own.",
  },
  docs: {
    title: "Rights given up in the wrong order, or not all of them",
    what: "Reports a change of the group behind a change of the user, a change of the user whose function leaves the supplementary groups alone, and `setuid(0)`.",
    why: "A service that gave up its rights in the wrong order still belongs to the group of root. Whoever takes it over reads and changes what that group may.",
    whatToDo: "Call `setgroups`, then `setgid`, then `setuid`, and check each result.",
    whenToDeviate: "For programs that never had more than one group.",
    limits: ["The calls are compared within one function."],
    examples: [
      {
        language: "c",
        bad: "#include <grp.h>\n#include <unistd.h>\n\nint Rights_Drop(uid_t user, gid_t group)\n{\n    if (setgroups(1, &group) != 0 || setuid(user) != 0) {\n        return -1;\n    }\n    return setgid(group);\n}\n",
        good: "#include <grp.h>\n#include <unistd.h>\n\nint Rights_Drop(uid_t user, gid_t group)\n{\n    if (setgroups(1, &group) != 0 || setgid(group) != 0) {\n        return -1;\n    }\n    return setuid(user);\n}\n",
      },
    ],
  },
  on: {
    call: {
      names: ["setuid", "setresuid", "setreuid"],
      visit(context, call) {
        if (isTestPath(context.file.document.path)) return;
        const user = writtenCallee(call);
        const [first] = call.args;
        if (first && context.file.semantics.integerValue(first) === 0) {
          context.report("shell", call, { user });
          return;
        }
        const others = callsBeside(context, call);
        const group = others.find((other) => other.start > call.end && /^set(res|re)?gid$/.test(context.file.semantics.calleeName(other)));
        if (group) context.report("order", group, { user, group: writtenCallee(group) });
        // Giving rights back for a moment is no farewell.
        else if (
          first &&
          !/^(getuid|geteuid)\(/.test(first.text) &&
          others.some((other) => /^set(res|re)?gid$/.test(context.file.semantics.calleeName(other)))
        ) {
          if (!others.some((other) => /^(setgroups|initgroups)$/.test(context.file.semantics.calleeName(other))))
            context.report("groups", call, { user });
        }
      },
    },
  },
});

function callsBeside(context: RuleContext, call: SyntaxNode): readonly SyntaxNode[] {
  const owner = context.file.semantics.enclosingFunction(call);
  return context.file.facts.calls
    .filter(({ caller, node }) => caller === owner && node !== call.id)
    .map(({ node }) => context.file.tree.node(node));
}

import { diagnosticPage, ruleMarkdown } from "../../../engine/src/index.js";
import { RULES } from "../../../rules/index.js";
import { UsageError, type Command } from "../command.js";
import { exitCode } from "../exit-codes.js";
import { unknownRule } from "../rule-filter.js";

export const explain: Command = {
  name: "explain",
  summary: "Shows the page of a rule: what it finds, why, what to do, when to deviate, what it cannot see.",
  positionals: "RULE",
  maxPositionals: 1,
  options: {},
  run: async (args, io) => {
    const [id] = args.positionals;
    if (id === undefined) throw new UsageError("Which rule? 'vitalint rules' lists them.");
    const rule = RULES.find((candidate) => candidate.id === id);
    const page = rule ? ruleMarkdown(rule) : diagnosticPage(id);
    if (page === undefined) throw new UsageError(unknownRule(id));
    await io.out(page);
    return exitCode("clean");
  },
};

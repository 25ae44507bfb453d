import { defineRule, type FixDraft, type TraceItem } from "../../engine/src/index.js";
import { isWithdrawn, naming, placeOf } from "../shared/trace/items.js";

export default defineRule({
  id: "trace/item-unreviewed",
  languages: [],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "suggestion",
  standards: { cwe: [], clauses: ["5.2.6", "8.2.3"] },
  messages: {
    never: "{item} was never reviewed: its 'reviewed' is empty. Review it, then accept its present text.",
    changed: "{item} changed since it was reviewed: its fingerprint is another one. Review it again, then accept its present text.",
  },
  docs: {
    title: "Item whose text nobody reviewed",
    what: "Reports an active item of a format that keeps reviews of its own (Doorstop) whose `reviewed` fingerprint is missing or is not that of its present text, references, links and reviewed attributes.",
    why: "IEC 62304 5.2.6 asks that requirements are verified, 8.2.3 that changes are. A fingerprint that differs says that somebody changed the item and nobody looked at it since.",
    whatToDo:
      "Read the item, correct it where needed, then accept it: the quick fix writes the present fingerprint, as `doorstop review` does.",
    whenToDeviate: "While a document is being written, for the items of that document.",
    limits: [
      "The fingerprint is computed as Doorstop does, with the attributes that the document's `.doorstop.yml` lets count; `reviewed: true` counts as reviewed.",
      "Links between items have their own fingerprints: see `trace/suspect-link`.",
    ],
    examples: [],
    traceExamples: [
      {
        bad: "//- req/.doorstop.yml\nsettings:\n  prefix: REQ\n//- req/REQ001.yml\nactive: true\nnormative: true\nreviewed: null\ntext: |\n  The pump shall limit the rate.\n",
        good: "//- req/.doorstop.yml\nsettings:\n  prefix: REQ\n//- req/REQ001.yml\nactive: true\nnormative: true\nreviewed: true\ntext: |\n  The pump shall limit the rate.\n",
      },
    ],
  },
  on: {
    trace: {
      item: {
        kinds: "*",
        visit(context, item) {
          const { review } = item;
          if (!review || review.stated === review.actual || isWithdrawn(item)) return;
          const extras = { fixes: fixesOf(item, review, context.project.text(item.location.file) ?? "") };
          const at = { file: item.location.file, span: review.place, symbol: placeOf(item).symbol };
          context.report(review.stated === null ? "never" : "changed", at, { item: naming(item) }, extras);
        },
      },
    },
  },
});

/** The present fingerprint in the place of the one that is there; without a place for it the item's own tool has to write it. */
function fixesOf({ id }: TraceItem, { actual, place }: NonNullable<TraceItem["review"]>, text: string): FixDraft[] {
  if (place.start === 0) return [];
  const blank = /[ \t]/.test(text.charAt(place.start - 1)) ? "" : " ";
  return [{ title: `Accept the present text of ${id}`, kind: "suggestion", edits: [{ span: place, newText: blank + actual }] }];
}

/** Text as one line of Markdown that shows it as it is: no emphasis, links, images or markup of its own. */
export function inlineMarkdown(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>#|!]/g, "\\$&");
}

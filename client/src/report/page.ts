/** What a page needs of the panel that shows it. */
export interface PageResources {
  /** 128 random bits, new for every page. */
  readonly nonce: string;
  /** The panel's own source of local files. */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
}

/**
 * The report panel's page: a frame without data. The policy lets nothing in but our own style sheet and script; the report's body
 * arrives as a message, and whatever it might hold, nothing in it can run or load.
 */
export function reportPage({ nonce, cspSource, script, style }: PageResources): string {
  const policy = [
    "default-src 'none'",
    `style-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>Traceability Report</title>
</head>
<body>
<div class="tools" role="search" hidden>
<label for="filter">Filter</label>
<input id="filter" type="search" autocomplete="off" spellcheck="false" placeholder="Id, title, file or state">
<label class="check"><input id="gaps" type="checkbox"> Only gaps</label>
<span id="matches" role="status"></span>
<button id="export" type="button">Export…</button>
</div>
<p id="status" role="status">Reading the project…</p>
<div id="body"></div>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}

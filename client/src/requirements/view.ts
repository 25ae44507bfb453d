import * as vscode from "vscode";
import { requirementTreeRequest } from "../../../protocol/src/index.js";
import { OPEN_PLACE, openPlace } from "../open-place.js";
import { messageOf } from "../connection/server.js";
import type { Server } from "../connection/server.js";
import type { Item } from "./items.js";
import { askFilter, filtered, type TreeFilter } from "./filter.js";
import { itemsOf } from "./items.js";

/** The view *Requirements*: documents, their requirements and risk controls, what implements and tests them. */
export function registerRequirementsView(context: vscode.ExtensionContext, server: Server): void {
  const provider = new RequirementsProvider(server);
  const view = vscode.window.createTreeView("vitalint.requirements", { treeDataProvider: provider, showCollapseAll: true });
  provider.onMessage = (message) => {
    view.message = message;
  };
  context.subscriptions.push(
    view,
    provider,
    vscode.commands.registerCommand(OPEN_PLACE, openPlace),
    vscode.commands.registerCommand("vitalint.filterRequirements", async () => {
      try {
        provider.filter = await askFilter();
      } catch {
        // The list was left: the filter stays.
        return;
      }
      view.description = provider.filter?.label ?? "";
      provider.refresh();
    }),
    server.onGraphChanged(() => {
      provider.refresh();
    }),
  );
}

class RequirementsProvider implements vscode.TreeDataProvider<Item>, vscode.Disposable {
  readonly #server: Server;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  onMessage: (message: string) => void = () => undefined;
  filter: TreeFilter | undefined;

  constructor(server: Server) {
    this.#server = server;
  }

  refresh(): void {
    this.#changed.fire();
  }

  getTreeItem(item: Item): vscode.TreeItem {
    return item.line;
  }

  async getChildren(item?: Item): Promise<Item[]> {
    if (item !== undefined) return [...item.children];
    try {
      const tree = await this.#server.request(requirementTreeRequest, {});
      const items = itemsOf(filtered(tree, this.filter));
      // An empty view would look like "no requirements", and one of a project that is half read like one full of gaps.
      if (tree.reading && items.length > 0) this.onMessage("The code is still being read: what is not read yet looks missing.");
      else this.onMessage(items.length === 0 && this.filter !== undefined ? `Nothing is ${this.filter.label.toLowerCase()}.` : "");
      return [...items];
    } catch (error) {
      // An empty view would look like "no requirements".
      this.onMessage(`The requirements can't be read: ${messageOf(error)}`);
      return [];
    }
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

import type { FunctionKey } from "./analysis.js";

/** One function as those who share a project's analysis have to know it beforehand. Plain data. */
export interface FunctionCalls {
  readonly key: FunctionKey;
  /** Functions of the project that it can call. */
  readonly callees: readonly FunctionKey[];
  /** About how much work it is: its instructions. */
  readonly size: number;
  /** Place of the worker that holds its code. */
  readonly holder: number;
}

/** Functions that call each other, or a single one. */
export interface CallComponent {
  readonly members: readonly FunctionKey[];
  /** Components that have to be settled before. */
  readonly calls: readonly number[];
  readonly callers: readonly number[];
  readonly size: number;
  readonly holder: number;
  /** Work on the longest way up to a function that nobody calls: what has most above it goes first. */
  readonly height: number;
}

/** Strongly connected components by Tarjan's search; each stands behind those that it calls. */
export function callComponents(functions: readonly FunctionCalls[]): readonly CallComponent[] {
  const indices = new Map(functions.map(({ key }, index) => [key, index]));
  const callees = functions.map((each) => each.callees.flatMap((key) => indices.get(key) ?? []));
  const groups = stronglyConnected(callees);
  const groupOf = new Int32Array(functions.length);
  groups.forEach((group, index) => group.forEach((member) => (groupOf[member] = index)));
  const calls = groups.map((group, index) => {
    const called = new Set(group.flatMap((member) => (callees[member] ?? []).map((callee) => groupOf[callee] ?? -1)));
    called.delete(index);
    return [...called];
  });
  const callers = groups.map((): number[] => []);
  calls.forEach((called, caller) => called.forEach((each) => callers[each]?.push(caller)));
  const sizes = groups.map((group) => group.reduce((sum, member) => sum + (functions[member]?.size ?? 0), 1));
  const heights = [...sizes];
  for (let index = groups.length - 1; index >= 0; index--) {
    const above = (callers[index] ?? []).reduce((most, caller) => Math.max(most, heights[caller] ?? 0), 0);
    heights[index] = (sizes[index] ?? 0) + above;
  }
  return groups.map((group, index) => {
    const members = group.flatMap((member) => functions[member] ?? []).sort((a, b) => (a.key < b.key ? -1 : 1));
    return {
      members: members.map(({ key }) => key),
      calls: calls[index] ?? [],
      callers: callers[index] ?? [],
      size: sizes[index] ?? 0,
      holder: members[0]?.holder ?? 0,
      height: heights[index] ?? 0,
    };
  });
}

/** Without recursion: chains of calls can be longer than our own stack. */
function stronglyConnected(edges: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const order = new Int32Array(edges.length).fill(-1);
  const low = new Int32Array(edges.length);
  const onStack = new Uint8Array(edges.length);
  const next = new Int32Array(edges.length);
  const stack: number[] = [];
  const groups: number[][] = [];
  let counter = 0;
  for (let root = 0; root < edges.length; root++) {
    if (order[root] !== -1) continue;
    const way = [root];
    for (let node = way.at(-1); node !== undefined; node = way.at(-1)) {
      if (order[node] === -1) {
        order[node] = low[node] = counter++;
        onStack[node] = 1;
        stack.push(node);
      }
      const target = edges[node]?.[next[node] ?? 0];
      if (target !== undefined) {
        next[node] = (next[node] ?? 0) + 1;
        if (order[target] === -1) way.push(target);
        else if (onStack[target] === 1) low[node] = Math.min(low[node] ?? 0, order[target] ?? 0);
        continue;
      }
      way.pop();
      const above = way.at(-1);
      if (above !== undefined) low[above] = Math.min(low[above] ?? 0, low[node] ?? 0);
      if (low[node] !== order[node]) continue;
      const group: number[] = [];
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        onStack[member] = 0;
        group.push(member);
        if (member === node) break;
      }
      groups.push(group);
    }
  }
  return groups;
}

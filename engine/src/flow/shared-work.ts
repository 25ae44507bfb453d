import type { CallComponent } from "./call-graph.js";

/** What becomes of a component that one asks for. */
interface Work {
  /** Known here, whoever found it out. */
  isSettled(component: CallComponent): boolean;
  /** Settles a component unless somebody else is at it; false then. */
  settle(component: CallComponent): boolean;
  /** Returns when somebody else settled something, or after a moment. */
  wait(): void;
}

/** Components that are settled between two looks at what the others did. */
const BETWEEN = 16;

/**
 * Goes about all components until each is settled. A worker takes those whose code it holds, the ones with most work above them first,
 * and only when none of them can be done another worker's: that costs reading the code a second time.
 */
export function shareWork(components: readonly CallComponent[], place: number, work: Work): void {
  const waits = components.map(({ calls }) => calls.length);
  const done = new Uint8Array(components.length);
  const ready = { own: [] as number[], others: [] as number[] };
  let open = components.map((_, index) => index);
  const makeReady = (index: number): void => {
    (components[index]?.holder === place ? ready.own : ready.others).push(index);
  };
  const markDone = (index: number): void => {
    if (done[index] === 1) return;
    done[index] = 1;
    for (const caller of components[index]?.callers ?? []) {
      const left = (waits[caller] ?? 0) - 1;
      waits[caller] = left;
      if (left === 0) makeReady(caller);
    }
  };
  const look = (): boolean => {
    const before = open.length;
    for (const index of open) {
      const component = components[index];
      if (component && done[index] === 0 && work.isSettled(component)) markDone(index);
    }
    open = open.filter((index) => done[index] === 0);
    return open.length < before;
  };
  waits.forEach((count, index) => {
    if (count === 0) makeReady(index);
  });
  look();
  /** Somebody else is at these. */
  let elsewhere: number[] = [];
  for (let turn = 0; open.length > 0; turn++) {
    if (turn % BETWEEN === 0) look();
    let index = take(ready.own, done, (each) => components[each]?.height ?? 0);
    if (index === undefined) {
      if (look()) continue;
      index = take(ready.others, done, (each) => components[each]?.size ?? 0);
    }
    if (index === undefined) {
      work.wait();
      // What found no room in the end has to be found out here too.
      ready.others.push(...elsewhere);
      elsewhere = [];
      continue;
    }
    const component = components[index];
    if (!component || work.isSettled(component) || work.settle(component)) markDone(index);
    else elsewhere.push(index);
  }
}

/** Takes the one with the highest rank that is not done. */
function take(list: number[], done: Uint8Array, rank: (index: number) => number): number | undefined {
  let best = -1;
  let highest = -1;
  for (let at = list.length - 1; at >= 0; at--) {
    const index = list[at];
    if (index === undefined || done[index] === 1) {
      list.splice(at, 1);
      if (best > at) best--;
      continue;
    }
    const value = rank(index);
    if (value > highest) [best, highest] = [at, value];
  }
  return best < 0 ? undefined : list.splice(best, 1)[0];
}

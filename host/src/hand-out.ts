/**
 * Gives each of several workers its part of something, batch by batch; who is done goes on with the end of what is left of another part.
 * Gives what each of them got.
 */
export async function handOut<Worker, Task>(
  workers: readonly Worker[],
  parts: readonly (readonly Task[])[],
  batchSize: number,
  onProgress: (done: number) => void,
  work: (worker: Worker, batch: readonly Task[], place: number) => Promise<void>,
): Promise<readonly (readonly Task[])[]> {
  const left = parts.map((part) => [...part]);
  const given = parts.map((): Task[] => []);
  let done = 0;
  const next = (place: number): readonly Task[] => {
    const own = left[place]?.splice(0, batchSize) ?? [];
    if (own.length > 0) return own;
    const longest = left.reduce((most, part) => (part.length > most.length ? part : most), []);
    return longest.splice(-Math.min(batchSize, Math.ceil(longest.length / 2)));
  };
  await Promise.all(
    workers.map(async (worker, place) => {
      for (let batch = next(place); batch.length > 0; batch = next(place)) {
        given[place]?.push(...batch);
        await work(worker, batch, place);
        onProgress((done += batch.length));
      }
    }),
  );
  return given;
}

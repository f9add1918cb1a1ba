/** What TypeScript tests see of cluster.mjs, which is plain JavaScript so that Node 20 can run it. */
export type Cluster = {
  url: string
  stop: () => Promise<void>
  kill: () => Promise<void>
  restart: () => Promise<void>
}
export function startCluster(binaries: string, how: { fsync: boolean }): Promise<Cluster>

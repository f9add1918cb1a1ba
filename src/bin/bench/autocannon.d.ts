/** As much of autocannon as the bench uses; the package brings no types. */
declare module 'autocannon' {
  type Options = {
    url: string
    connections: number
    duration: number
    /** How often it looks whether time is up. */
    sampleInt: number
    headers?: Record<string, string>
  }
  type Result = { '2xx': number; non2xx: number; errors: number; timeouts: number; duration: number }
  type Running = Promise<Result> & {
    on(event: 'response', heard: (client: unknown, status: number, bytes: number, ms: number) => void): void
  }
  export default function autocannon(options: Options): Running
}

/** Works on a list with so many at once. After the first failure nothing new is begun, and it is thrown. */
export async function eachOf<T>(list: T[], atOnce: number, work: (one: T) => Promise<void>): Promise<void> {
  const rest = list.values()
  let failed: Error | undefined
  const line = async () => {
    for (const one of rest) {
      if (failed) return
      await work(one).catch((error) => {
        failed ??= error
      })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, line))
  if (failed) throw failed
}
